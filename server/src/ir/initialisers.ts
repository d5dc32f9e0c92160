/** Initialiser lists: designators to paths, positions to the members they fill, braces of nested lists left out or not. */
import type { SyntaxNode } from '../syntax/api';
import type { FunctionContext } from './context';
import { unknownType } from './ctypes';
import type { AggregatePart, Expression } from './ir';
import * as make from './make';
import { recordOf } from './resolve';
import type { CType } from './types';
import { usesOnly } from './validate';

const mostRepeats = 4096;

/** The value of an initialiser for an object of `type`. */
export function lowerInitialiser(cx: FunctionContext, node: SyntaxNode, type: CType): Expression {
  if (node.type !== 'initializer_list') return cx.ops.value(cx, node);
  const resolved = cx.resolve(type);
  if (resolved.kind !== 'record' && resolved.kind !== 'array' && resolved.kind !== 'unknown') {
    const only = node.children[0];
    // int x = { 1 };
    return only === undefined ? make.cast(cx.declarations, make.integer(0n), type) : lowerInitialiser(cx, only, type);
  }
  const parts: AggregatePart[] = [];
  fill(cx, node, type, [], parts);
  return { kind: 'aggregate', parts, type };
}

type Path = readonly (string | number)[];

function fill(cx: FunctionContext, list: SyntaxNode, type: CType, prefix: Path, parts: AggregatePart[]): void {
  let position = 0;
  for (const item of list.children) {
    if (item.type !== 'initializer_pair') {
      const member = memberAt(cx, type, position);
      add(cx, item, member.type, [...prefix, member.key], parts);
      position++;
      continue;
    }
    const value = item.field('value');
    if (value === undefined) continue;
    const paths = designated(cx, item, type);
    const last = paths[paths.length - 1];
    if (last !== undefined) position = positionAfter(cx, type, last.path[0]);
    paths.forEach((target, at) => {
      // A range repeats its value: one evaluation is enough, and all but tables are short.
      if (at < mostRepeats) add(cx, value, target.type, [...prefix, ...target.path], parts);
    });
  }
}

function add(cx: FunctionContext, value: SyntaxNode, type: CType, path: Path, parts: AggregatePart[]): void {
  if (value.type === 'initializer_list') {
    const resolved = cx.resolve(type);
    if (resolved.kind === 'record' || resolved.kind === 'array') {
      if (value.children.length === 0) parts.push({ path, value: { kind: 'aggregate', parts: [], type } });
      else fill(cx, value, type, path, parts);
      return;
    }
  }
  parts.push({ path, value: lowerInitialiser(cx, value, type) });
}

interface Member {
  readonly key: string | number;
  readonly type: CType;
}

function memberAt(cx: FunctionContext, type: CType, position: number): Member {
  const resolved = cx.resolve(type);
  if (resolved.kind === 'array') return { key: position, type: resolved.of };
  const record = recordOf(cx.declarations, resolved);
  const field = record?.fields.filter(({ name }) => name !== '<padding>')[position];
  if (field === undefined || field.name === '') return { key: position, type: field?.type ?? unknownType };
  return { key: field.name, type: field.type };
}

function positionAfter(cx: FunctionContext, type: CType, key: string | number | undefined): number {
  if (typeof key === 'number') return key + 1;
  const fields = recordOf(cx.declarations, type)?.fields.filter(({ name }) => name !== '<padding>') ?? [];
  return fields.findIndex(({ name }) => name === key) + 1;
}

/** The places one designated value goes to: more than one for a range. */
function designated(
  cx: FunctionContext,
  pair: SyntaxNode,
  type: CType,
): { readonly path: Path; readonly type: CType }[] {
  let targets: { path: (string | number)[]; type: CType }[] = [{ path: [], type }];
  for (const designator of pair.fields('designator')) {
    if (designator.type === 'field_designator') {
      const name = designator.children[0];
      const text = name === undefined ? '' : cx.text(name);
      targets = targets.map((at) => ({
        path: [...at.path, text],
        type: make.typeOf(make.field(cx.declarations, make.opaque('', at.type), text)),
      }));
      continue;
    }
    const [low, high] =
      designator.type === 'subscript_range_designator'
        ? [designator.field('start'), designator.field('end')]
        : [designator.children[0], undefined];
    const from = index(cx, low);
    const to = high === undefined ? from : index(cx, high);
    targets = targets.flatMap((at) => {
      const of = cx.resolve(at.type);
      const element = of.kind === 'array' ? of.of : unknownType;
      if (from === undefined) return [{ path: [...at.path, low === undefined ? '' : cx.text(low)], type: element }];
      const many: { path: (string | number)[]; type: CType }[] = [];
      for (let i = from; i <= Math.min(to ?? from, from + mostRepeats); i++)
        many.push({ path: [...at.path, i], type: element });
      return many;
    });
  }
  return targets;
}

function index(cx: FunctionContext, node: SyntaxNode | undefined): number | undefined {
  if (node === undefined) return undefined;
  const value = cx.ops.value(cx, node);
  return value.kind === 'integer' ? Number(value.value) : undefined;
}

/** The initialiser of a static object: nothing is emitted; what would need a call is named as written (`DEFINE`-like macros without a body). */
export function staticInitialiser(cx: FunctionContext, node: SyntaxNode, type: CType): Expression {
  const known = cx.variables.length;
  const value = cx.dry(() => lowerInitialiser(cx, node, type));
  return named(cx, node, value, known);
}

/** Temporaries of the dry run are gone: what they held is named by its text. */
function named(cx: FunctionContext, node: SyntaxNode, value: Expression, known: number): Expression {
  if (value.kind === 'aggregate')
    return { ...value, parts: value.parts.map((part) => ({ ...part, value: named(cx, node, part.value, known) })) };
  if (usesOnly(value, known)) return value;
  return make.opaque(cx.text(node).slice(0, 200), make.typeOf(value));
}

/** The length an array without bound gets from its initialiser. */
export function impliedLength(type: CType, value: Expression): CType {
  if (type.kind !== 'array' || type.length !== undefined || type.lengthText !== undefined) return type;
  if (value.kind === 'string') return { ...type, length: value.value.length + 1 };
  if (value.kind !== 'aggregate') return type;
  let length = 0;
  for (const { path } of value.parts) if (typeof path[0] === 'number') length = Math.max(length, path[0] + 1);
  return { ...type, length };
}
