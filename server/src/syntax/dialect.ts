/**
 * The dialect table compiled for look-up: what a word of the text is for the mask. Prefix patterns (`for_each_*`) are
 * resolved once per name.
 */
import type { DeclarationMacro, Dialect } from './api';

/** Roles of a word; a word may have several. */
export const roles = {
  /** int, struct, ...: begins or continues a type. */
  type: 1,
  /** const, volatile. */
  qualifier: 2,
  /** static, extern, typedef, inline, register. */
  storage: 4,
  /** if, while, for, switch: `(...)` and then a statement. */
  control: 8,
  /** Any other keyword that is no operand: return, goto, else, do, case, ... */
  statement: 16,
  /** sizeof and its like: an operator with its own grammar rule. */
  operator: 32,
  typeOf: 64,
  /** struct, union, enum. */
  tagged: 128,
  attribute: 256,
  attributeCall: 512,
  contract: 1024,
  loop: 2048,
  scope: 4096,
  toplevelCall: 8192,
  assembler: 16384,
} as const;

export const anyKeyword =
  roles.type | roles.qualifier | roles.storage | roles.control | roles.statement | roles.operator | roles.assembler;

export interface Word {
  readonly name: string;
  readonly roles: number;
  readonly typeArguments: readonly number[] | undefined;
  readonly declaration: DeclarationMacro | undefined;
}

const keywords: readonly (readonly [number, string])[] = [
  [roles.type, 'void char short int long float double signed unsigned _Bool __signed__ __int128 _Complex'],
  [roles.type | roles.tagged, 'struct union enum'],
  [roles.qualifier, 'const volatile restrict __const __volatile__ __restrict __restrict__ _Atomic'],
  [roles.storage, 'static extern typedef inline register _Thread_local __thread __inline__ __inline auto'],
  [roles.control, 'if while for switch'],
  [roles.statement, 'return goto else do case default break continue'],
  [roles.operator, 'sizeof _Alignof alignof __alignof__ __alignof offsetof _Generic defined'],
  [roles.typeOf, 'typeof __typeof__ __typeof typeof_unqual __typeof_unqual__ typeof_member'],
  [roles.assembler, 'asm __asm__ __asm asm_inline __asm_inline__ asm_volatile_goto asm_goto_output'],
];

/** Names of macros that are loops by the kernel's own custom, in headers and drivers that no table lists. */
const loopName =
  /(^|_)(for_?_?each|foreach)(_|$)|(^|_)for_each|_each_entry|^for_(all|every|each)|_FOR_EACH|FOR_EACH_|FOREACH/;

const cacheLimit = 200_000;

export class CompiledDialect {
  private words = new Map<string, Word>();
  private readonly exact = new Map<string, Word>();
  private readonly prefixes: { prefix: string; role: number }[] = [];

  constructor(dialect: Dialect) {
    for (const [role, names] of keywords) for (const name of names.split(' ')) this.add(name, role);
    for (const name of dialect.attributes) this.add(name, roles.attribute);
    for (const name of dialect.attributeCalls) this.add(name, roles.attributeCall);
    for (const name of dialect.contracts) this.add(name, roles.contract);
    for (const name of dialect.loops) this.add(name, roles.loop);
    for (const name of dialect.scopes) this.add(name, roles.scope);
    for (const name of dialect.toplevelCalls) this.add(name, roles.toplevelCall);
    for (const [name, indices] of Object.entries(dialect.typeArguments)) {
      this.exact.set(name, { ...this.base(name), typeArguments: indices });
    }
    for (const [name, declaration] of Object.entries(dialect.declarations)) {
      this.exact.set(name, { ...this.base(name), declaration });
    }
  }

  word(name: string): Word {
    const known = this.words.get(name);
    if (known) return known;
    // Names come from any text opened; the memo is thrown away before it grows without bound.
    if (this.words.size >= cacheLimit) this.words = new Map();
    const fresh = this.resolve(name);
    this.words.set(name, fresh);
    return fresh;
  }

  private resolve(name: string): Word {
    const exact = this.exact.get(name);
    const word = exact ?? { name, roles: 0, typeArguments: undefined, declaration: undefined };
    let extra = 0;
    for (const { prefix, role } of this.prefixes) if (name.startsWith(prefix)) extra |= role;
    return extra === 0 ? word : { ...word, roles: word.roles | extra };
  }

  private base(name: string): Word {
    return this.exact.get(name) ?? { name, roles: 0, typeArguments: undefined, declaration: undefined };
  }

  private add(name: string, role: number): void {
    if (name.endsWith('*')) this.prefixes.push({ prefix: name.slice(0, -1), role });
    else {
      const word = this.base(name);
      this.exact.set(name, { ...word, roles: word.roles | role });
    }
  }
}

/** Does the name of an unlisted macro say that it is a loop? */
export function isLoopName(name: string): boolean {
  return loopName.test(name);
}

const compiled = new WeakMap<Dialect, CompiledDialect>();

export function compileDialect(dialect: Dialect): CompiledDialect {
  const known = compiled.get(dialect);
  if (known) return known;
  const fresh = new CompiledDialect(dialect);
  compiled.set(dialect, fresh);
  return fresh;
}
