/**
 * Programs of a user's file on the model: the file's functions replace the model's of the same name, or join them. Where
 * the machine cannot execute one of them, a second program keeps the model's versions and says so.
 */
import { hashText } from '../base/hash';
import type { FunctionIr } from '../ir/ir';
import type { Declarations } from '../ir/types';
import type { World } from '../kernel/worlds';
import type { ProgramUnit } from '../machine/api';
import { linkProgram, type ModelBoots, type Program, type Resolver } from '../machine/program';
import { isModelPath, modelUnits, withoutFunctions } from '../model/units';
import type { Variant } from '../model/variants';
import type { CodeUnderTest, ForeignFunction, RunSetup } from './api';

const KINDS = ['file', 'model', 'request', 'path', 'alone'] as const;

export function isPreference(word: string): word is Preference['kind'] {
  return KINDS.some((kind) => kind === word);
}

/**
 * `file`: the file's own functions win wherever names meet. `model`: only the named ones do, the model's stand for the rest.
 * `request`: the same, and what is run is called as for an ordinary request for one page.
 * `path`: of the file nothing but the named ones is there, and no header: what else they call besides the model is unknown.
 * `alone`: nor is the model there.
 */
export interface Preference {
  readonly kind: (typeof KINDS)[number];
  /** Functions of the file, by name, and of other files, as 'TREEPATH:NAME'. */
  readonly keep: readonly string[];
}

const MEMO = new WeakMap<CodeUnderTest, Map<string, Program>>();

export function programFor(code: CodeUnderTest, variant: Variant, setup: RunSetup, preference: Preference): Program {
  const memo = MEMO.get(code) ?? new Map<string, Program>();
  MEMO.set(code, memo);
  const key = `${variant.name} ${setup.world} ${preference.kind} ${preference.keep.join(' ')}`;
  const known = memo.get(key);
  if (known !== undefined) return known;
  const model = modelUnits(variant, setup.world, setup.frontEnd);
  const names = modelNames(model);
  const kept = code.fileIr.functions.filter(
    (f) =>
      preference.kind === 'file' ||
      preference.keep.includes(f.name) ||
      ((preference.kind === 'model' || preference.kind === 'request') && !names.has(f.name)),
  );
  const own = ownUnit(code, kept);
  const replaced = new Set(kept.map((f) => f.name).filter((name) => names.has(name)));
  const others =
    preference.kind === 'alone'
      ? model.map((unit) => ({ ...unit, functions: unit.file.endsWith('.h') ? unit.functions : [] }))
      : withoutFunctions(model, replaced);
  const program = linkProgram([...others, own], resolverOf(code, preference), modelBoots(model, own));
  memo.set(key, program);
  return program;
}

/** Each keeps the states it booted to. */
const MAX_MODELS = 12;

const BOOTING = new WeakMap<readonly ProgramUnit[], Program[]>();

function modelBoots(model: readonly ProgramUnit[], code: ProgramUnit): ModelBoots {
  const known = BOOTING.get(model) ?? [linkProgram(model)];
  BOOTING.set(model, known);
  return {
    known,
    add() {
      if (known.length === MAX_MODELS) return undefined;
      const fresh = linkProgram([...model, { ...code, functions: [], globals: [] }]);
      known.push(fresh);
      return fresh;
    },
  };
}

/** Some functions of the user's file as a unit, with all of the file's globals. */
export function ownUnit(code: CodeUnderTest, functions: readonly FunctionIr[]): ProgramUnit {
  return {
    file: code.file,
    text: code.text,
    functions,
    globals: code.fileIr.globals,
    declarations: code.declarations,
  };
}

/** Inlines of the headers that the file sees, as the machine asks for them. */
export function unitOfHeader(code: CodeUnderTest): Resolver {
  return (name) => {
    const found = code.resolveFunction?.(name);
    return found === undefined ? undefined : unitOf(found, code.declarations);
  };
}

/** A path's functions in other files before inlines of that name; where nothing but the path is there, its inlines only. */
function resolverOf(code: CodeUnderTest, { kind, keep }: Preference): Resolver {
  const elsewhere = new Map(
    keep.flatMap((spelling): [string, string][] => {
      const [file, name] = spelling.split(':');
      return file === undefined || name === undefined ? [] : [[name, file]];
    }),
  );
  const inline = unitOfHeader(code);
  return (name) => {
    const file = elsewhere.get(name);
    const found = file?.endsWith('.c') === true ? code.resolveElsewhere?.(file, name) : undefined;
    if (found !== undefined) return unitOf(found, found.declarations);
    return (kind === 'path' || kind === 'alone') && file === undefined ? undefined : inline(name);
  };
}

function unitOf({ file, text, ir }: ForeignFunction, declarations: Declarations): ProgramUnit {
  return { file, text, functions: [ir], globals: [], declarations };
}

/** The file's functions that the model has too. */
export function sharedNames(code: CodeUnderTest, variant: Variant, setup: RunSetup): readonly string[] {
  const names = modelNames(modelUnits(variant, setup.world, setup.frontEnd));
  return code.fileIr.functions.map((f) => f.name).filter((name) => names.has(name));
}

function modelNames(units: readonly ProgramUnit[]): ReadonlySet<string> {
  return new Set(units.filter((unit) => isModelPath(unit.file)).flatMap((unit) => unit.functions.map((f) => f.name)));
}

/** Functions of the file that `start` can reach by direct calls, itself included, in file order. */
export function reachableFunctions(code: CodeUnderTest, start: string): readonly FunctionIr[] {
  const byName = new Map(code.fileIr.functions.map((f) => [f.name, f]));
  const seen = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const ir = byName.get(name);
    if (ir === undefined || seen.has(name)) continue;
    seen.add(name);
    open.push(...calledNames(ir));
  }
  return code.fileIr.functions.filter((f) => seen.has(f.name));
}

export function calledNames(ir: FunctionIr): readonly string[] {
  const names: string[] = [];
  for (const block of ir.blocks) {
    for (const step of block.steps)
      if (step.kind === 'call' && typeof step.callee === 'string') names.push(step.callee);
  }
  return names;
}

/** Which of the model's states make a difference to the code. */
export interface ModelReach {
  /** Pages are allocated or freed: the per-CPU lists matter. */
  readonly pages: boolean;
  /** Slab objects are: the per-CPU stocks matter. */
  readonly slab: boolean;
}

const SLAB_FILES = /\/(slab|slab-free|vmalloc|noprof|kfree_rcu)[^/]*\.c$/;

/** What the code can get to by direct calls. Indirect calls count as both. */
export function modelReach(code: CodeUnderTest, start: string, variant: Variant, setup: RunSetup): ModelReach {
  const units = modelUnits(variant, setup.world, setup.frontEnd).filter((unit) => unit.file.endsWith('.c'));
  const pages = modelNames(units);
  const slab = modelNames(units.filter((unit) => SLAB_FILES.test(unit.file)));
  const own = new Set(code.fileIr.functions.map((f) => f.name));
  const reach = { pages: false, slab: false };
  for (const ir of reachableFunctions(code, start)) {
    for (const block of ir.blocks) {
      for (const step of block.steps) {
        if (step.kind !== 'call') continue;
        const unknown =
          typeof step.callee !== 'string' ||
          (!own.has(step.callee) && code.resolveFunction?.(step.callee) !== undefined);
        if (unknown || (typeof step.callee === 'string' && slab.has(step.callee))) return { pages: true, slab: true };
        if (typeof step.callee === 'string' && pages.has(step.callee)) reach.pages = true;
      }
    }
  }
  return reach;
}

/** The text's identity in replay ids. */
export function textHash(text: string): string {
  return hashText(text).slice(0, 8);
}

export type { World };
