/** Links units into a program: one layout, one set of globals, functions of later units before those of earlier ones. */
import { indexLines, type LineIndex } from '../base/lines';
import type { FunctionIr, GlobalInitialiser } from '../ir/ir';
import type { CType, Declarations } from '../ir/types';
import type { ProgramUnit } from './api';
import type { CompiledFunction } from './code';
import { createLayouts, type Layouts } from './layout';

export interface LinkedFunction {
  readonly ir: FunctionIr;
  readonly unit: ProgramUnit;
}

export interface LinkedGlobal {
  readonly name: string;
  readonly id: number;
  readonly type: CType;
  readonly perCpu: boolean;
  readonly initialiser: GlobalInitialiser | undefined;
  readonly unit: ProgramUnit | undefined;
}

export interface Program {
  readonly units: readonly ProgramUnit[];
  readonly layouts: Layouts;
  /** Linked code only. */
  function(name: string): LinkedFunction | undefined;
  /** Header inlines, asked for once nothing else knows the name. */
  resolved(name: string): LinkedFunction | undefined;
  global(name: string): LinkedGlobal;
  /** The object of a function's `static` local. */
  staticLocal(ir: FunctionIr, index: number, unit: ProgramUnit): LinkedGlobal;
  globalById(id: number): LinkedGlobal | undefined;
  /** Object of a string literal; equal texts share one. */
  string(text: string): number;
  stringById(id: number): string | undefined;
  strings(): Iterable<string>;
  /** The first id that is neither a global nor a string. */
  readonly firstDynamic: number;
  readonly compiled: Map<FunctionIr, CompiledFunction>;
  lines(unit: ProgramUnit): LineIndex;
  unitOf(code: CompiledFunction): ProgramUnit;
  /** A file's own static function hides others of its name for callers in the same unit. */
  functionFrom(name: string, unit: ProgramUnit): LinkedFunction | undefined;
  enumConstant(name: string, unit: ProgramUnit | undefined): bigint | undefined;
  /** Where code joined the model. */
  readonly models: ModelBoots | undefined;
  /** So far no global and no function was asked for but what the units define. Others get their ids by who asks first. */
  isSelfContained(): boolean;
  /** Gives strings the ids that they have in the other program; false: the ids are taken. */
  adoptStrings(other: Program): boolean;
}

/**
 * Programs of the model's functions and globals alone, which boot for code that joins the model (boot.ts). Records are laid
 * out by the code's headers too, so that there is one for each kind of headers.
 */
export interface ModelBoots {
  readonly known: readonly Program[];
  /** One more, laid out as this code's headers say; undefined: there are enough. */
  add(): Program | undefined;
}

/** Globals get ids below this, strings below twice this: ids do not depend on which code ran first. */
const SPACE = 1 << 14;

/** Asked for functions nobody linked: header inlines of the tree, a path's functions in other files. */
export type Resolver = (name: string) => ProgramUnit | undefined;

/**
 * Later units replace functions and globals of the same name; a `static` function is visible to its own unit first.
 * `resolve` is asked once per unknown name, and never for names that a native or a fact row knows. `models`: what boots in
 * place of code that joins the model.
 */
export function linkProgram(units: readonly ProgramUnit[], resolve?: Resolver, models?: ModelBoots): Program {
  const functions = new Map<string, LinkedFunction>();
  const own = new Map<ProgramUnit, Map<string, LinkedFunction>>();
  const initialisers = new Map<string, { initialiser: GlobalInitialiser; unit: ProgramUnit }>();
  const add = (unit: ProgramUnit): void => {
    const names = new Map<string, LinkedFunction>();
    for (const ir of unit.functions) {
      const linked = { ir, unit };
      names.set(ir.name, linked);
      functions.set(ir.name, linked);
    }
    own.set(unit, names);
    for (const initialiser of unit.globals) {
      const known = initialisers.get(initialiser.name);
      const says = initialiser.value !== undefined || initialiser.macro !== undefined;
      if (known === undefined || says) initialisers.set(initialiser.name, { initialiser, unit });
    }
  };
  for (const unit of units) add(unit);

  const asked = new Set<string>();
  const globals = new Map<string, LinkedGlobal>();
  const byId = new Map<number, LinkedGlobal>();
  const strings = new Map<string, number>();
  const stringTexts = new Map<number, string>();
  const lineIndexes = new Map<ProgramUnit, LineIndex>();

  // What functions that are resolved later see of types and globals comes behind what the linked units declare.
  const declarations = units.map((unit) => unit.declarations);
  const makeGlobal = (name: string): LinkedGlobal => {
    const found = initialisers.get(name);
    const declared = found?.initialiser ?? firstGlobal(declarations, name);
    const linked: LinkedGlobal = {
      name,
      id: globals.size + 1,
      type: declared?.type ?? { kind: 'unknown' },
      perCpu: declared?.perCpu ?? false,
      initialiser: found?.initialiser,
      unit: found?.unit,
    };
    globals.set(name, linked);
    byId.set(linked.id, linked);
    return linked;
  };
  for (const name of initialisers.keys()) makeGlobal(name);

  const inlines = new Map<string, LinkedFunction>();
  const resolved = (name: string): LinkedFunction | undefined => {
    if (asked.has(name)) return inlines.get(name);
    asked.add(name);
    const unit = resolve?.(name);
    const ir = unit?.functions.find((candidate) => candidate.name === name);
    if (unit === undefined || ir === undefined) return undefined;
    inlines.set(name, { ir, unit });
    if (!declarations.includes(unit.declarations)) declarations.push(unit.declarations);
    return inlines.get(name);
  };

  const string = (text: string): number => {
    const known = strings.get(text);
    if (known !== undefined) return known;
    const id = SPACE + strings.size;
    strings.set(text, id);
    stringTexts.set(id, text);
    return id;
  };

  return {
    units,
    layouts: createLayouts(declarations),
    function: (name) => functions.get(name),
    resolved,
    functionFrom: (name, unit) => own.get(unit)?.get(name) ?? functions.get(name),
    global: (name) => globals.get(name) ?? makeGlobal(name),
    staticLocal(ir, index, unit) {
      const variable = ir.variables[index];
      const name = `${ir.name}.${variable?.name ?? index}`;
      const known = globals.get(name);
      if (known !== undefined) return known;
      const type: CType = variable?.type ?? { kind: 'unknown' };
      const value = variable?.initial;
      const initialiser: GlobalInitialiser = {
        name,
        type,
        ...(value === undefined ? {} : { value }),
        span: variable?.span ?? ir.nameSpan,
        perCpu: false,
        static: true,
        const: false,
      };
      const linked: LinkedGlobal = { name, id: globals.size + 1, type, perCpu: false, initialiser, unit };
      globals.set(name, linked);
      byId.set(linked.id, linked);
      return linked;
    },
    globalById: (id) => byId.get(id),
    string,
    stringById: (id) => stringTexts.get(id),
    strings: () => strings.keys(),
    adoptStrings: (other) => [...other.strings()].every((text) => string(text) === other.string(text)),
    firstDynamic: 2 * SPACE,
    compiled: new Map(),
    unitOf: (code) => code.unit,
    lines(unit) {
      const known = lineIndexes.get(unit) ?? indexLines(unit.text);
      lineIndexes.set(unit, known);
      return known;
    },
    enumConstant(name, unit) {
      const own = unit?.declarations.enumConstant(name);
      if (own !== undefined) return own;
      for (const other of declarations) {
        const value = other.enumConstant(name);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    models,
    isSelfContained: () => globals.size === initialisers.size && asked.size === 0,
  };
}

function firstGlobal(
  declarations: readonly Declarations[],
  name: string,
): { type: CType; perCpu: boolean } | undefined {
  for (const each of declarations) {
    const found = each.global(name);
    if (found !== undefined) return found;
  }
  return undefined;
}
