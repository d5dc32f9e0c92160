/**
 * C types as the lowering knows them: light, but enough to give a lock a class (`struct zone.lock`) and the machine a
 * layout. Named types stay named (`spinlock_t`, `gfp_t`), because the fact tables speak of them; `Declarations` resolves.
 */
import type { Span } from '../base/span';

export type CType =
  | { readonly kind: 'void' }
  | { readonly kind: 'int'; readonly bits: 8 | 16 | 32 | 64; readonly signed: boolean; readonly bool?: true }
  | { readonly kind: 'float'; readonly bits: 32 | 64 }
  | { readonly kind: 'pointer'; readonly to: CType }
  /** `lengthText`: a bound that is not evaluated yet; Declarations never hand it out where it can be. */
  | { readonly kind: 'array'; readonly of: CType; readonly length?: number; readonly lengthText?: string }
  | { readonly kind: 'record'; readonly tag: string; readonly union: boolean }
  | { readonly kind: 'enum'; readonly tag: string }
  | {
      readonly kind: 'function';
      readonly returns: CType;
      readonly params: readonly CType[];
      readonly variadic: boolean;
    }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'unknown' };

export interface Field {
  readonly name: string; // '' for an anonymous struct or union member
  readonly type: CType;
  readonly bitWidth?: number;
}

/** Anonymous records get a tag of the form `struct zone::<anon 2>`: outer record and position in it. */
export interface RecordDefinition {
  readonly tag: string;
  readonly union: boolean;
  readonly fields: readonly Field[];
  /** Some members are made by a macro that nobody could read: it has more than `fields` says. */
  readonly partial?: true;
}

export interface GlobalDeclaration {
  readonly name: string;
  readonly type: CType;
  readonly perCpu: boolean;
  readonly static: boolean;
  /** Where it is declared in its own file, if it has a definition there. */
  readonly span?: Span;
}

export interface MacroDefinition {
  readonly name: string;
  /** undefined: an object-like macro. A variadic last parameter is spelled `...` or `name...`. */
  readonly params?: readonly string[];
  /** Replacement text, continuation lines joined, comments removed. */
  readonly body: string;
}

/**
 * Everything a file can see: its own declarations first, then headers of the tree, else embedded declarations.
 * Lookups are lazy and memoised by whoever implements this; the same name always gives the same answer.
 */
export interface Declarations {
  record(tag: string, union: boolean): RecordDefinition | undefined;
  typedef(name: string): CType | undefined;
  enumConstant(name: string): bigint | undefined;
  global(name: string): GlobalDeclaration | undefined;
  /** The type of a function that is declared or defined somewhere visible. */
  functionType(name: string): Extract<CType, { kind: 'function' }> | undefined;
  macro(name: string): MacroDefinition | undefined;
}
