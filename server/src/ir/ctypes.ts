/**
 * C types without declarations: the built-in ones, integer promotion and the usual conversions for x86_64 (LP64), and
 * how a type is printed. Named types stay named until someone with Declarations resolves them.
 */
import type { CType } from './types';

export type IntegerType = Extract<CType, { kind: 'int' }>;

export const voidType: CType = { kind: 'void' };
export const unknownType: CType = { kind: 'unknown' };
export const boolType: IntegerType = { kind: 'int', bits: 8, signed: false, bool: true };
export const charType: IntegerType = { kind: 'int', bits: 8, signed: true };
export const unsignedCharType: IntegerType = { kind: 'int', bits: 8, signed: false };
export const shortType: IntegerType = { kind: 'int', bits: 16, signed: true };
export const unsignedShortType: IntegerType = { kind: 'int', bits: 16, signed: false };
export const intType: IntegerType = { kind: 'int', bits: 32, signed: true };
export const unsignedType: IntegerType = { kind: 'int', bits: 32, signed: false };
export const longType: IntegerType = { kind: 'int', bits: 64, signed: true };
export const unsignedLongType: IntegerType = { kind: 'int', bits: 64, signed: false };
export const voidPointer: CType = { kind: 'pointer', to: voidType };
export const charPointer: CType = { kind: 'pointer', to: charType };
export const charArray: CType = { kind: 'array', of: charType };

/** Integer typedefs that need no header: the kernel's own short names and the C library's. */
const builtinTypedefs: Readonly<Record<string, CType>> = {
  u8: unsignedCharType,
  u16: unsignedShortType,
  u32: unsignedType,
  u64: unsignedLongType,
  s8: charType,
  s16: shortType,
  s32: intType,
  s64: longType,
  __u8: unsignedCharType,
  __u16: unsignedShortType,
  __u32: unsignedType,
  __u64: unsignedLongType,
  __s8: charType,
  __s16: shortType,
  __s32: intType,
  __s64: longType,
  uint8_t: unsignedCharType,
  uint16_t: unsignedShortType,
  uint32_t: unsignedType,
  uint64_t: unsignedLongType,
  int8_t: charType,
  int16_t: shortType,
  int32_t: intType,
  int64_t: longType,
  size_t: unsignedLongType,
  ssize_t: longType,
  uintptr_t: unsignedLongType,
  intptr_t: longType,
  ptrdiff_t: longType,
  loff_t: longType,
  off_t: longType,
  pgoff_t: unsignedLongType,
  sector_t: unsignedLongType,
  bool: boolType,
  _Bool: boolType,
  gfp_t: unsignedType,
  fmode_t: unsignedType,
  slab_flags_t: unsignedType,
  vm_flags_t: unsignedLongType,
  phys_addr_t: unsignedLongType,
  dma_addr_t: unsignedLongType,
  resource_size_t: unsignedLongType,
  ktime_t: longType,
  pid_t: intType,
  dev_t: unsignedType,
  umode_t: unsignedShortType,
  nodemask_t: { kind: 'unknown' },
  cycles_t: unsignedLongType,
  time64_t: longType,
  uint: unsignedType,
  ulong: unsignedLongType,
  ushort: unsignedShortType,
  __le16: unsignedShortType,
  __le32: unsignedType,
  __le64: unsignedLongType,
  __be16: unsignedShortType,
  __be32: unsignedType,
  __be64: unsignedLongType,
  va_list: { kind: 'pointer', to: { kind: 'void' } },
};

export function builtinTypedef(name: string): CType | undefined {
  return Object.hasOwn(builtinTypedefs, name) ? builtinTypedefs[name] : undefined;
}

/** The type that a run of primitive words names (`unsigned long`, `long long int`), or undefined if they name none. */
export function primitiveType(words: readonly string[]): CType | undefined {
  let signed: boolean | undefined;
  let longs = 0;
  let base: string | undefined;
  for (const word of words) {
    if (word === 'unsigned') signed = false;
    else if (word === 'signed' || word === '__signed__') signed = true;
    else if (word === 'long') longs++;
    else if (word === 'int') base ??= 'int';
    else base = word;
  }
  switch (base) {
    case 'void':
      return voidType;
    case '_Bool':
    case 'bool':
      return boolType;
    case 'char':
      return signed === false ? unsignedCharType : charType;
    case 'short':
      return signed === false ? unsignedShortType : shortType;
    case 'float':
      return { kind: 'float', bits: 32 };
    case 'double':
      return { kind: 'float', bits: 64 };
    case '__int128':
      return signed === false ? unsignedLongType : longType;
    case 'int':
    case undefined:
      if (base === undefined && signed === undefined && longs === 0) return undefined;
      if (longs > 0) return signed === false ? unsignedLongType : longType;
      return signed === false ? unsignedType : intType;
    default:
      return builtinTypedef(base);
  }
}

/** Integer promotion; other types stay. */
export function promote(type: CType): CType {
  if (type.kind === 'enum') return intType;
  if (type.kind !== 'int' || type.bits >= 32) return type;
  return intType;
}

/** The usual arithmetic conversions of two resolved types. A pointer wins; unknown is catching. */
export function commonType(left: CType, right: CType): CType {
  if (left.kind === 'pointer') return left;
  if (right.kind === 'pointer') return right;
  if (left.kind === 'array') return { kind: 'pointer', to: left.of };
  if (right.kind === 'array') return { kind: 'pointer', to: right.of };
  if (left.kind === 'float' || right.kind === 'float') return left.kind === 'float' ? left : right;
  const a = promote(left);
  const b = promote(right);
  if (a.kind !== 'int') return b.kind === 'int' ? b : a;
  if (b.kind !== 'int') return a;
  if (a.bits !== b.bits) return a.bits > b.bits ? a : b;
  return a.signed ? b : a;
}

/** Brings a value into the range of an integer type, as a conversion in C does. */
export function wrapInteger(value: bigint, type: CType): bigint {
  if (type.kind === 'pointer') return BigInt.asUintN(64, value);
  if (type.kind !== 'int') return value;
  if (type.bool) return value === 0n ? 0n : 1n;
  return type.signed ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value);
}

export function sameType(a: CType, b: CType): boolean {
  return a === b || printType(a) === printType(b);
}

/** C-like text of a type: `struct zone *`, `unsigned long`, `int [4]`. Names of lock classes rest on it. */
export function printType(type: CType): string {
  switch (type.kind) {
    case 'void':
      return 'void';
    case 'int':
      if (type.bool) return 'bool';
      return {
        8: type.signed ? 'char' : 'unsigned char',
        16: type.signed ? 'short' : 'unsigned short',
        32: type.signed ? 'int' : 'unsigned int',
        64: type.signed ? 'long' : 'unsigned long',
      }[type.bits];
    case 'float':
      return type.bits === 32 ? 'float' : 'double';
    case 'pointer':
      return `${printType(type.to)}${type.to.kind === 'pointer' ? '' : ' '}*`;
    case 'array':
      return `${printType(type.of)}[${type.length ?? ''}]`;
    case 'record':
      return type.tag.startsWith('struct ') || type.tag.startsWith('union ')
        ? type.tag
        : `${type.union ? 'union' : 'struct'} ${type.tag}`;
    case 'enum':
      return `enum ${type.tag}`;
    case 'function':
      return `${printType(type.returns)}(${[...type.params.map(printType), ...(type.variadic ? ['...'] : [])].join(', ')})`;
    case 'named':
      return type.name;
    case 'unknown':
      return '?';
  }
}
