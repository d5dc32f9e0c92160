/**
 * Values of `#if` expressions. Names the file defines itself come first, then the facts of the world; a name nobody knows
 * is 0, as in C. A text that is no expression (half typed) is 0.
 */
import type { PreprocessorFacts } from './api';

export interface LocalMacro {
  readonly params?: readonly string[];
  readonly body: string;
}

/** What the file has #defined and #undefined so far. */
export interface LocalMacros {
  readonly defined: ReadonlyMap<string, LocalMacro>;
  readonly undefined: ReadonlySet<string>;
}

/** Is the expression of `#if` true? */
export function evaluateCondition(text: string, facts: PreprocessorFacts, local: LocalMacros): boolean {
  return new Evaluation(facts, local, 0, { left: stepLimit }).run(text) !== 0n;
}

export function isDefined(name: string, facts: PreprocessorFacts, local: LocalMacros): boolean {
  if (local.defined.has(name)) return true;
  if (local.undefined.has(name)) return false;
  return facts.isDefined(name) ?? false;
}

/** Bodies of macros in expressions are followed this deep; cyclic ones end here. */
const depthLimit = 12;

const tokenPattern =
  /\/\*[\s\S]*?\*\/|\/\/.*|\\\r?\n|\s+|([A-Za-z_$][\w$]*)|(0[xX][\da-fA-F]+|0[bB][01]+|\d+)[uUlL]*|'(\\?.)'|(\|\||&&|[=!<>]=|<<|>>|[-+*/%&|^~!<>?:(),])|("(?:[^"\\]|\\.)*")|(.)/g;

type Token =
  | { readonly kind: 'name' | 'operator'; readonly text: string }
  | { readonly kind: 'value'; readonly value: bigint };

const precedence: Readonly<Record<string, number>> = {
  '||': 1, '&&': 2, '|': 3, '^': 4, '&': 5, '==': 6, '!=': 6, '<': 7, '>': 7, '<=': 7, '>=': 7,
  '<<': 8, '>>': 8, '+': 9, '-': 9, '*': 10, '/': 10, '%': 10,
}; // biome-ignore format: a table

/** Macros that multiply (`#define A B B`) are followed for this many steps in one condition. */
const stepLimit = 5000;

/** One run over one expression; recursive descent with a depth bound. */
class Evaluation {
  private tokens: readonly Token[] = [];
  private at = 0;
  private nesting = 0;

  constructor(
    private readonly facts: PreprocessorFacts,
    private readonly local: LocalMacros,
    private readonly depth: number,
    private readonly fuel: { left: number },
  ) {}

  run(text: string): bigint {
    this.tokens = tokenize(text);
    this.at = 0;
    return this.tokens.length === 0 ? 0n : this.conditional();
  }

  private peek(): string | undefined {
    const token = this.tokens[this.at];
    return token && token.kind !== 'value' ? token.text : undefined;
  }

  private accept(text: string): boolean {
    if (this.peek() !== text) return false;
    this.at++;
    return true;
  }

  private conditional(): bigint {
    const condition = this.binary(1);
    if (!this.accept('?')) return condition;
    const yes = this.conditional();
    this.accept(':');
    const no = this.conditional();
    return condition !== 0n ? yes : no;
  }

  private binary(minimum: number): bigint {
    let left = this.unary();
    for (;;) {
      const operator = this.peek();
      const level = operator === undefined ? undefined : precedence[operator];
      if (operator === undefined || level === undefined || level < minimum) return left;
      this.at++;
      left = apply(operator, left, this.binary(level + 1));
    }
  }

  private unary(): bigint {
    if (this.fuel.left-- <= 0 || this.nesting >= 200) return 0n;
    this.nesting++;
    try {
      if (this.accept('!')) return this.unary() === 0n ? 1n : 0n;
      if (this.accept('-')) return -this.unary();
      if (this.accept('+')) return this.unary();
      if (this.accept('~')) return ~this.unary();
      if (this.accept('(')) {
        const inner = this.conditional();
        this.accept(')');
        return inner;
      }
      const token = this.tokens[this.at];
      if (!token) return 0n;
      this.at++;
      if (token.kind === 'value') return token.value;
      return token.kind === 'name' ? this.name(token.text) : 0n;
    } finally {
      this.nesting--;
    }
  }

  private name(name: string): bigint {
    if (name === 'defined') {
      const parenthesis = this.accept('(');
      const asked = this.peek() ?? '';
      this.at++;
      if (parenthesis) this.accept(')');
      return isDefined(asked, this.facts, this.local) ? 1n : 0n;
    }
    const args = this.peek() === '(' ? this.callArguments() : undefined;
    if (args) return this.call(name, args);
    const macro = this.local.defined.get(name);
    if (macro && !macro.params) return this.nested(macro.body);
    if (this.local.undefined.has(name)) return 0n;
    return this.facts.valueOf(name) ?? (this.facts.isDefined(name) && name.startsWith('CONFIG_') ? 1n : 0n);
  }

  /** Kconfig's tests of include/linux/kconfig.h, version numbers, the compiler's questions; others by their body in the file. */
  private call(name: string, args: readonly (readonly Token[])[]): bigint {
    const first = args[0]?.[0];
    const option = first && first.kind === 'name' ? first.text : '';
    const has = (asked: string): boolean => isDefined(asked, this.facts, this.local);
    switch (name) {
      case 'IS_ENABLED':
      case 'IS_REACHABLE':
        return has(option) || has(`${option}_MODULE`) ? 1n : 0n;
      case 'IS_BUILTIN':
        return has(option) ? 1n : 0n;
      case 'IS_MODULE':
        return has(`${option}_MODULE`) ? 1n : 0n;
      case 'KERNEL_VERSION': {
        const [major, minor, patch] = args.map((tokens) => this.sub(tokens));
        return ((major ?? 0n) << 16n) + ((minor ?? 0n) << 8n) + (patch ?? 0n);
      }
      default: {
        const macro = this.local.defined.get(name);
        if (!macro?.params) return this.facts.valueOf(name) ?? 0n;
        const values = new Map<string, LocalMacro>();
        macro.params.forEach((param, index) => {
          values.set(param, { body: String(this.sub(args[index] ?? [])) });
        });
        const defined = new Map([...this.local.defined, ...values]);
        return this.nested(macro.body, { defined, undefined: this.local.undefined });
      }
    }
  }

  private sub(tokens: readonly Token[]): bigint {
    const inner = new Evaluation(this.facts, this.local, this.depth + 1, this.fuel);
    inner.tokens = tokens;
    return this.depth >= depthLimit || tokens.length === 0 ? 0n : inner.conditional();
  }

  private nested(text: string, local = this.local): bigint {
    return this.depth >= depthLimit ? 0n : new Evaluation(this.facts, local, this.depth + 1, this.fuel).run(text);
  }

  private callArguments(): Token[][] {
    const args: Token[][] = [[]];
    let depth = 0;
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at++];
      if (!token) break;
      const text = token.kind === 'value' ? '' : token.text;
      if (text === '(' && depth++ === 0) continue;
      if (text === ')' && --depth === 0) break;
      if (text === ',' && depth === 1) args.push([]);
      else args.at(-1)?.push(token);
    }
    return args;
  }
}

/** Headers ask the same questions in every file that includes them: the tokens of the last few thousand are kept. */
const KEPT_TEXTS = 4096;
const tokensOf = new Map<string, readonly Token[]>();

function tokenize(text: string): readonly Token[] {
  const known = tokensOf.get(text);
  if (known !== undefined) return known;
  if (tokensOf.size >= KEPT_TEXTS) tokensOf.clear();
  const tokens = readTokens(text);
  tokensOf.set(text, tokens);
  return tokens;
}

function readTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(tokenPattern)) {
    if (match[1] !== undefined) tokens.push({ kind: 'name', text: match[1] });
    else if (match[2] !== undefined)
      tokens.push({ kind: 'value', value: BigInt(/^0\d/.test(match[2]) ? octal(match[2]) : match[2]) });
    else if (match[3] !== undefined)
      tokens.push({ kind: 'value', value: BigInt(match[3].charCodeAt(match[3].length - 1)) });
    else if (match[4] !== undefined) tokens.push({ kind: 'operator', text: match[4] });
  }
  return tokens;
}

function octal(digits: string): string {
  return /^[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : '0';
}

function apply(operator: string, left: bigint, right: bigint): bigint {
  const truth = (value: boolean): bigint => (value ? 1n : 0n);
  switch (operator) {
    case '||': return truth(left !== 0n || right !== 0n);
    case '&&': return truth(left !== 0n && right !== 0n);
    case '|': return left | right;
    case '^': return left ^ right;
    case '&': return left & right;
    case '==': return truth(left === right);
    case '!=': return truth(left !== right);
    case '<': return truth(left < right);
    case '>': return truth(left > right);
    case '<=': return truth(left <= right);
    case '>=': return truth(left >= right);
    // #if works in intmax_t: a larger shift is undefined there, so it is 0 here and cannot grow without bound.
    case '<<': return right < 0n || right > 63n ? 0n : BigInt.asIntN(64, left << right);
    case '>>': return right < 0n || right > 63n ? 0n : left >> right;
    case '+': return BigInt.asIntN(64, left + right);
    case '-': return BigInt.asIntN(64, left - right);
    case '*': return BigInt.asIntN(64, left * right);
    case '/': return right === 0n ? 0n : left / right;
    case '%': return right === 0n ? 0n : left % right;
    default: return 0n;
  }
} // biome-ignore format: a table
