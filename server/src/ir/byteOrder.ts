/**
 * Conversions between byte orders as values, on a little-endian machine: those from and to little endian are casts, those of
 * big endian turn the bytes round (include/linux/byteorder/generic.h, include/uapi/linux/swab.h, 6.12).
 */
import type { BuiltinCall, BuiltinHandler } from './builtinTypes';
import type { FunctionContext } from './context';
import { unsignedLongType, unsignedShortType, unsignedType } from './ctypes';
import type { Expression } from './ir';
import * as make from './make';
import type { CType } from './types';
import { saved } from './values';

const TYPES: readonly (readonly [bits: number, type: CType])[] = [
  [16, unsignedShortType],
  [32, unsignedType],
  [64, unsignedLongType],
];

export const byteOrderBuiltins: ReadonlyMap<string, BuiltinHandler> = new Map(
  TYPES.flatMap(([bits, type]) => {
    const keep = handler((cx, value) => make.cast(cx.declarations, value, type));
    const turn = handler((cx, value, call) => turned(cx, value, call, bits, type));
    const host = bits === 16 ? ['htons', 'ntohs'] : bits === 32 ? ['htonl', 'ntohl'] : [];
    return [
      ...[`cpu_to_le${bits}`, `le${bits}_to_cpu`].flatMap(spellings).map((name) => [name, keep] as const),
      ...[`cpu_to_be${bits}`, `be${bits}_to_cpu`, `swab${bits}`]
        .flatMap(spellings)
        .concat(host)
        .map((name) => [name, turn] as const),
    ];
  }),
);

function spellings(name: string): string[] {
  return [name, `__${name}`, `__constant_${name}`];
}

function handler(convert: (cx: FunctionContext, value: Expression, call: BuiltinCall) => Expression): BuiltinHandler {
  return {
    overPrimitive: true,
    lower(cx, call) {
      const [arg] = call.args;
      return arg === undefined ? make.opaque(call.name) : convert(cx, cx.ops.value(cx, arg), call);
    },
  };
}

/** Byte by byte; a constant stays one. */
function turned(cx: FunctionContext, given: Expression, call: BuiltinCall, bits: number, type: CType): Expression {
  if (given.kind === 'integer') return make.integer(turnedValue(given.value, bits), type);
  const value = saved(cx, make.cast(cx.declarations, given, type), call.node);
  const { declarations } = cx;
  let result: Expression | undefined;
  for (let at = 0; at < bits; at += 8) {
    const shifted = make.binary(declarations, '>>', value, make.integer(BigInt(at)));
    const byte = make.binary(declarations, '&', shifted, make.integer(0xffn, type));
    const moved = make.binary(declarations, '<<', byte, make.integer(BigInt(bits - 8 - at)));
    result = result === undefined ? moved : make.binary(declarations, '|', result, moved);
  }
  return result === undefined ? value : make.cast(declarations, result, type);
}

function turnedValue(value: bigint, bits: number): bigint {
  let result = 0n;
  for (let at = 0; at < bits; at += 8) result = (result << 8n) | ((value >> BigInt(at)) & 0xffn);
  return result;
}
