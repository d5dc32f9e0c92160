/**
 * Calls through a member of a structure, by its type: `ops->read(x)` calls whatever the file stores in `struct ops.read`. Such
 * a call has a name of its own, `ops->read`, by which its summary is asked for like a function's.
 * Only where all stores are known: the structure is the file's own, and every value stored in the member is a function of
 * the file. Misses: structures of headers, members behind typedefs, arrays of pointers.
 */
import type { CallStep, Expression, FileIr, FunctionIr } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import type { Declarations } from '../ir/types';
import { stepExpressions } from './cfg';
import { storedFunctions, unclearStores } from './storedFunctions';

const ARROW = '->';

/** What a call through `member` of `struct tag` is called. */
export function memberCallName(tag: string, member: string): string {
  return `${tag.replace(/^(?:struct|union)\s+/, '')}${ARROW}${member}`;
}

/** What such a name is made of. */
export function partsOfMemberCall(name: string): { readonly tag: string; readonly member: string } {
  const at = name.indexOf(ARROW);
  return { tag: name.slice(0, at), member: name.slice(at + ARROW.length) };
}

export function isMemberCall(name: string): boolean {
  return name.includes(ARROW);
}

/** The name of a call: of the function it names, directly or by its address, or of the member it goes through. */
export function calleeName({ callee }: CallStep): string | undefined {
  if (typeof callee === 'string') return callee;
  const of = callee.kind === 'address' ? callee.of : callee;
  return of.kind === 'global' ? of.name : throughMember(callee);
}

function throughMember(callee: Expression): string | undefined {
  switch (callee.kind) {
    case 'deref':
      return throughMember(callee.pointer);
    case 'cast':
      return throughMember(callee.operand);
    case 'field': {
      const type = callee.base.kind === 'string' ? undefined : callee.base.type;
      return type?.kind === 'record' && !type.tag.includes('<anon') ? memberCallName(type.tag, callee.name) : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * By the name of the call: the functions it may go to, in file order. Absent: nobody can say. `isOwn`: does the file itself
 * define the structure?
 */
export function memberTargets(
  file: Pick<FileIr, 'functions' | 'globals'>,
  declarations: Declarations,
  called: ReadonlySet<string>,
  isOwn: (tag: string) => boolean,
): ReadonlyMap<string, readonly string[]> {
  const fields = new Set<string>();
  for (const name of called) if (isMemberCall(name)) fields.add(partsOfMemberCall(name).member);
  const targets = new Map<string, string[]>();
  if (fields.size === 0) return targets;
  const functions = new Set(file.functions.map(({ name }) => name));
  for (const { name, tag, field } of storedFunctions(file, declarations, (_, member) => fields.has(member))) {
    const call = memberCallName(tag, field);
    if (!called.has(call) || !isOwn(tag)) continue;
    const known = targets.get(call) ?? [];
    if (!known.includes(name)) known.push(name);
    targets.set(call, known);
  }
  for (const [call, names] of targets) if (!names.every((name) => functions.has(name))) targets.delete(call);
  if (targets.size === 0) return targets;
  for (const field of unclearStores(file)) forget(targets, field);
  for (const fn of file.functions) for (const field of addressedMembers(fn)) forget(targets, field);
  return targets;
}

export function joinTargets(
  a: ReadonlyMap<string, readonly string[]>,
  b: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  if (b.size === 0) return a;
  const joined = new Map(a);
  for (const [call, names] of b) joined.set(call, [...new Set([...(a.get(call) ?? []), ...names])]);
  return joined;
}

function forget(targets: Map<string, readonly string[]>, field: string): void {
  for (const call of targets.keys()) if (call.endsWith(ARROW + field)) targets.delete(call);
}

const ADDRESSED = new WeakMap<FunctionIr, ReadonlySet<string>>();

/** Members whose address the function takes, so that it may store in them behind our back. */
function addressedMembers(fn: FunctionIr): ReadonlySet<string> {
  const known = ADDRESSED.get(fn);
  if (known !== undefined) return known;
  const found = new Set<string>();
  const visit = (expression: Expression): void => {
    if (expression.kind === 'address' && expression.of.kind === 'field') found.add(expression.of.name);
    for (const part of expressionParts(expression)) visit(part);
  };
  for (const block of fn.blocks)
    for (const step of block.steps) for (const expression of stepExpressions(step)) visit(expression);
  ADDRESSED.set(fn, found);
  return found;
}
