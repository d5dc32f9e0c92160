/**
 * Callers in other .c files of a tree, by name or through members of structures, and registrations there: looked up in the
 * survey (callerScan.ts), read as headers are, piece by piece, and solved only where a rough count says that the call may be made in a context that forbids something. What the checked file's
 * functions do is what its text says at the moment, saved or not.
 */
import * as path from 'node:path';
import {
  type AnalysisContext,
  type AnalysisMemo,
  analyseCaller,
  type CallerAnalysis,
  type FileAnalysis,
} from '../analysis/analyse';
import { type CallbackEntry, entriesOf, type FunctionEntry } from '../analysis/entries';
import { exposedNames } from '../analysis/exposure';
import type { Finding } from '../analysis/finding';
import { levelOf } from '../analysis/irqUses';
import { isMemberCall, partsOfMemberCall } from '../analysis/memberCalls';
import { calleeBetween, type OutsideCallee, outsideCallees } from '../analysis/outsideCalls';
import type { Summary } from '../analysis/summary';
import type { TermFactory } from '../analysis/terms';
import type { FunctionIr } from '../ir/ir';
import type { World } from '../kernel/worlds';
import { type Between, type CallerFindings, type CallersFound, runCallerRules } from '../rules/callers';
import type { OutsideHandler } from '../rules/handlersElsewhere';
import type { LocatedFunction } from './api';
import { betweenKey, leadingTo } from './betweenScan';
import {
  atomicCallers,
  atomicCallKey,
  handlersTaking,
  hardCallKey,
  isAlwaysAtomic,
  memberCalls,
  memberName,
  mentioningFunctions,
  registeredKey,
  takenInHandlerKey,
} from './callerScan';
import type { Definitions } from './definitions';
import type { FrontEnd } from './frontEnd';
import type { OtherFiles } from './otherFiles';
import type { Reads } from './reads';

/** A name that so many files call in such places is everybody's: its contexts are its contract, and known to all. */
const MAX_FILES = 16;
/** Blocks of functions that are solved for one caller. */
const MAX_BLOCKS = 800;
/** The same for whoever calls what stands between. */
const MAX_FAR_BLOCKS = 400;
/** Solved callers that are kept: what an open document or two need. */
const MAX_SOLVED = 1000;
/** Functions that mention a handler, where its registration is looked for. */
const MAX_MENTIONS = 8;

const NO_ENTRY: FunctionEntry = { callbacks: [], closed: false };

/** A function of another file, by tree path and name. */
interface Candidate {
  readonly file: string;
  readonly function: string;
}

/** A solved caller, and what it was told of the checked file's functions: summaries' hashes by name, '' where they are none. */
interface Solved {
  readonly asked: ReadonlyMap<string, string>;
  readonly result: CallerAnalysis | undefined;
}

/** A function of another file, as a rough count sees it. */
interface Caller {
  readonly entry: FunctionEntry;
  /** What it calls in other files where that may matter. */
  readonly exposed: ReadonlySet<string>;
}

/** A file of the tree, with what its functions do at the moment. */
interface Checked {
  readonly treePath: string;
  readonly world: World;
  readonly callees: ReadonlyMap<string, OutsideCallee>;
  readonly isCancelled: (() => boolean) | undefined;
}

export class Callers {
  /** Per name asked for, checked file and world: what the tree says. */
  private readonly candidates = new Map<string, readonly Candidate[]>();
  private readonly meant = new Map<string, boolean>();
  /** What the survey says of keys, and how files register functions: each edit asks for all of it again. */
  private readonly listed = new Map<string, readonly string[]>();
  private readonly registered = new Map<string, readonly CallbackEntry[]>();
  private readonly callers = new Map<string, Caller>();
  private readonly entered = new Map<string, ReadonlySet<string>>();
  private readonly solved = new Map<string, Solved>();
  /** Per checked file and name: functions of other files that lead there. */
  private readonly leading = new Map<string, readonly Candidate[]>();
  /** What stands between and takes more blocks than are solved, by world, file and name. */
  private readonly tooLarge = new Set<string>();
  /** Of what stands between, as its callers see it. */
  private readonly betweens = new WeakMap<CallerAnalysis, { readonly summary: Summary | undefined }>();
  /** Summaries are only comparable within one table of terms. */
  private epoch: TermFactory | undefined;

  constructor(
    private readonly frontEnd: FrontEnd,
    private readonly memo: AnalysisMemo,
    private readonly others: OtherFiles,
    private readonly definitions: () => Definitions,
    private readonly reads: Reads,
  ) {}

  /** What is wrong in a file of the tree because of its callers. `own`: what is told of the file without them. */
  findings(treePath: string, file: FileAnalysis, own: readonly Finding[], isCancelled?: () => boolean): CallerFindings {
    if (this.epoch !== this.memo.factory || this.solved.size > MAX_SOLVED) this.forget();
    this.epoch = this.memo.factory;
    // Of a text that is not all of the file nobody knows which functions are its own.
    if (file.source?.partial === true) return { findings: [], causes: [] };
    const all = outsideCallees(file);
    const callees = new Map(all.flatMap((callee) => (isMemberCall(callee.name) ? [] : [[callee.name, callee]])));
    const checked: Checked = { treePath, world: file.world, callees, isCancelled };
    return runCallerRules(
      file,
      all,
      {
        callersOf: (callee) => this.callersOf(checked, callee),
        between: (callee) => this.between(checked, callee),
        registrationsOf: (name) => this.registrationsOf(checked, name, checked.treePath),
        handlersTaking: (lock) => this.handlersTaking(checked, lock),
        handlersCalling: (callee) => this.handlersCalling(checked, callee),
      },
      own,
    );
  }

  /** A file is not what it was. */
  forget(): void {
    this.candidates.clear();
    this.meant.clear();
    this.callers.clear();
    this.entered.clear();
    this.solved.clear();
    this.leading.clear();
    this.tooLarge.clear();
    this.listed.clear();
    this.registered.clear();
  }

  private callersOf(checked: Checked, callee: OutsideCallee): CallersFound {
    const called = surveyName(callee.name);
    const key = surveyKey(callee, called);
    const files = this.filesOf(key, checked);
    if (files.length > MAX_FILES) return { files: files.length, callers: [] };
    if (files.length === 0 || !this.isMeant(checked, callee.name)) return { files: 0, callers: [] };
    const callers = this.candidatesFor(called, key, files, checked).map((candidate) => ({
      ...candidate,
      solve: () => this.reads.ask(candidate.file, () => this.solve(checked, callee, candidate, undefined)),
    }));
    return { files: this.filesOf(atomicCallKey(called), checked).length, callers };
  }

  /**
   * Functions of other files that lead to the callee and that third files call where it matters: by what they do with the
   * callee as it is, their callers are judged like its own.
   */
  private between(
    checked: Checked,
    callee: OutsideCallee,
  ): { readonly files: number; readonly functions: readonly Between[] } {
    if (isMemberCall(callee.name)) return { files: 0, functions: [] };
    const files = this.filesOf(betweenKey(callee.name), checked);
    if (files.length > MAX_FILES) return { files: files.length, functions: [] };
    if (files.length === 0 || !this.isMeant(checked, callee.name)) return { files: 0, functions: [] };
    const leading = remember(this.leading, `${checked.treePath} ${callee.name}`, () =>
      files.flatMap((file) => {
        this.reads.file(file);
        return leadingTo(this.frontEnd.headerText(file) ?? '', callee.name).map((name) => ({ file, function: name }));
      }),
    );
    const functions = leading.flatMap((between): Between[] => {
      if (!this.isOnlyIn(checked, between)) return [];
      const key = surveyKey(callee, between.function);
      const found = this.filesOf(key, checked).filter((file) => file !== between.file);
      const asking = found.length > MAX_FILES ? [] : found;
      const entries = this.registrationsOf(checked, between.function, between.file);
      const entered = {
        ...between,
        solve: () => this.reads.ask(between.file, () => this.solveEntered(checked, callee, between, entries)),
      };
      const callers = this.candidatesFor(between.function, key, asking, checked).map((candidate) => ({
        ...candidate,
        solve: () => this.reads.ask(candidate.file, () => this.solve(checked, callee, candidate, between)),
      }));
      if (entries.length + callers.length === 0) return [];
      const asked = this.filesOf(atomicCallKey(between.function), checked).length;
      return [{ ...between, files: asked, callers: entries.length === 0 ? callers : [entered, ...callers] }];
    });
    return { files: functions.length === 0 ? 0 : files.length, functions };
  }

  /** Functions of these files that call the name where it matters, in order of files and texts. */
  private candidatesFor(name: string, key: string, files: readonly string[], checked: Checked): readonly Candidate[] {
    return remember(this.candidates, `${checked.world} ${checked.treePath} ${key}`, () =>
      files.flatMap((file) => {
        const text = this.frontEnd.headerText(file) ?? '';
        return atomicCallers(text, name).map((caller) => ({ file, function: caller }));
      }),
    );
  }

  /** Handlers of files of the same directory that may take a lock whose last word is this. */
  private handlersTaking(checked: Checked, lock: string): readonly OutsideHandler[] {
    const key = takenInHandlerKey(lock);
    const directory = path.posix.dirname(checked.treePath);
    const files = this.filesOf(key, checked).filter((file) => path.posix.dirname(file) === directory);
    const taking = remember(this.candidates, `${checked.world} ${checked.treePath} ${key}`, () =>
      files.slice(0, MAX_FILES).flatMap((file) => {
        this.reads.file(file);
        const text = this.frontEnd.headerText(file) ?? '';
        return handlersTaking(text, lock).map((handler) => ({ file, function: handler }));
      }),
    );
    return this.handlersAmong(taking, undefined, checked);
  }

  /** Handlers of other files that may call the function. */
  private handlersCalling(checked: Checked, callee: OutsideCallee): readonly OutsideHandler[] {
    const key = atomicCallKey(callee.name);
    const files = this.filesOf(key, checked);
    if (files.length > MAX_FILES || files.length === 0 || !this.isMeant(checked, callee.name)) return [];
    return this.handlersAmong(this.candidatesFor(callee.name, key, files, checked), callee, checked);
  }

  private handlersAmong(
    candidates: readonly Candidate[],
    callee: OutsideCallee | undefined,
    checked: Checked,
  ): readonly OutsideHandler[] {
    return candidates.flatMap((candidate) => {
      const { file, function: name } = candidate;
      const { entry } = this.reads.ask(file, () => this.callerIn(file, name, checked));
      if (!entry.callbacks.some((callback) => levelOf(callback) !== undefined)) return [];
      return {
        ...candidate,
        solve: () => this.reads.ask(file, () => this.solveFrom('handler', checked, callee, candidate, entry)),
      };
    });
  }

  /** Solved from an entry that is known. `how`: it is known, which tells one answer from another. */
  private solveFrom(
    how: 'handler' | 'entered',
    checked: Checked,
    callee: OutsideCallee | undefined,
    { file, function: name }: Candidate,
    entry: FunctionEntry,
  ): CallerAnalysis | undefined {
    const asked = new Map<string, string>();
    const told = (asking: string): Summary | undefined => summaryHere(checked, callee, asking);
    return this.solveOnce(
      `${checked.treePath} ${how} ${checked.world} ${file} ${name} ${callee?.name ?? ''}`,
      asked,
      told,
      () => analyseCaller(name, this.contextIn(file, checked, told, asked), entry, MAX_BLOCKS),
    );
  }

  /** Is that file the one that defines the function? */
  private isOnlyIn(checked: Checked, { file, function: name }: Candidate): boolean {
    const defining = this.filesOf(name, checked);
    return (
      defining.length === 1 && defining[0] === file && !this.definitions().filesOf(name).includes(checked.treePath)
    );
  }

  /**
   * Is the function what other files call by that name? Of another function of the name nobody knows which is meant; nor of a
   * member that is called in harmless places too, because each object has a function of its own there.
   */
  private isMeant(checked: Checked, name: string): boolean {
    if (!isMemberCall(name)) return this.filesOf(name, checked).length === 0;
    return remember(this.meant, `${checked.world} ${checked.treePath} ${name}`, () => {
      const { frontEnd } = this;
      const { tag } = partsOfMemberCall(name);
      const called = surveyName(name);
      const files = this.filesOf(called, checked);
      if (files.length > MAX_FILES) return false;
      const seeing = files.flatMap((file) => {
        const declarations = frontEnd.fileDeclarations(file, checked.world);
        return declarations.record(tag, false) === undefined ? [] : { file, header: declarations.recordFile(tag) };
      });
      // By inline functions and macros beside the structure anybody may call it.
      const headers = new Set(seeing.flatMap(({ header }) => header ?? []));
      if ([...headers].some((header) => memberCalls(frontEnd.headerText(header) ?? '').includes(called))) return false;
      return [checked.treePath, ...seeing.map(({ file }) => file)].every((file) =>
        isAlwaysAtomic(frontEnd.headerText(file) ?? '', called),
      );
    });
  }

  /** How other files register the function that one of them, or the checked file, defines; in order of files. */
  private registrationsOf(checked: Checked, name: string, definer: string): readonly CallbackEntry[] {
    const files = this.filesOf(registeredKey(name), checked).filter((file) => file !== definer);
    if (files.length === 0 || files.length > MAX_FILES) return [];
    if (this.filesOf(name, checked).some((file) => file !== definer)) return [];
    return files.flatMap((file) =>
      this.reads.ask(file, () =>
        remember(this.registered, `${checked.world} ${file} ${name}`, () =>
          this.registeredIn(
            name,
            file,
            this.contextIn(file, checked, () => undefined, new Map()),
            [],
          ),
        ),
      ),
    );
  }

  /** Files that the survey knows of the key and that the world builds, without the checked one. */
  private filesOf(key: string, { treePath, world }: Checked): readonly string[] {
    this.reads.name(key);
    return remember(this.listed, `${world} ${treePath} ${key}`, () =>
      this.definitions()
        .filesOf(key)
        .filter((file) => file !== treePath && this.frontEnd.isBuilt(file, world)),
    );
  }

  private solve(
    checked: Checked,
    callee: OutsideCallee,
    candidate: Candidate,
    between: Candidate | undefined,
  ): CallerAnalysis | 'harmless' | undefined {
    const { file, function: name } = candidate;
    const called = between?.function ?? callee.name;
    const asked = new Map<string, string>();
    const told = (asking: string): Summary | undefined =>
      between?.function === asking ? this.summaryBetween(checked, between) : summaryHere(checked, callee, asking);
    const caller = this.callerIn(file, name, checked);
    if (!caller.exposed.has(called)) return 'harmless';
    // Only now: it may be much that stands between.
    if (between !== undefined && told(called) === undefined)
      return this.tooLarge.has(`${checked.world} ${between.file} ${called}`) ? undefined : 'harmless';
    const way = between === undefined ? '' : `${between.file} ${between.function} `;
    const member = isMemberCall(callee.name) ? `${callee.name} ${callee.function} ` : '';
    return this.solveOnce(`${checked.treePath} ${way}${member}${checked.world} ${file} ${name}`, asked, told, () => {
      const context = this.contextIn(file, checked, told, asked);
      return analyseCaller(name, context, caller.entry, between === undefined ? MAX_BLOCKS : MAX_FAR_BLOCKS);
    });
  }

  private callerIn(file: string, name: string, checked: Checked): Caller {
    return remember(this.callers, `${checked.world} ${file} ${name}`, () => {
      const context = this.contextIn(file, checked, () => undefined, new Map());
      const fn = context.resolveFunction(name);
      // While the kernel boots nobody checks who sleeps.
      if (fn === undefined || fn.attributes.includes('__init')) return { entry: NO_ENTRY, exposed: new Set() };
      const entry = this.entryOf(fn, context, file);
      return { entry, exposed: exposedIn(fn, context, entry) };
    });
  }

  /** A function that leads to the callee, where further files register it. */
  private solveEntered(
    checked: Checked,
    callee: OutsideCallee,
    candidate: Candidate,
    callbacks: readonly CallbackEntry[],
  ): CallerAnalysis | 'harmless' | undefined {
    const { file, function: name } = candidate;
    const entry: FunctionEntry = { callbacks, closed: false };
    const exposed = remember(this.entered, `${checked.world} ${file} ${name}`, () =>
      this.exposedWhenEntered(file, name, entry, checked),
    );
    return exposed.has(callee.name) ? this.solveFrom('entered', checked, callee, candidate, entry) : 'harmless';
  }

  private exposedWhenEntered(file: string, name: string, entry: FunctionEntry, checked: Checked): ReadonlySet<string> {
    const context = this.contextIn(file, checked, () => undefined, new Map());
    const fn = context.resolveFunction(name);
    return fn === undefined || fn.static ? new Set() : exposedIn(fn, context, entry);
  }

  /** What stands between does with the checked file's functions as they are; undefined: nothing that matters, or nobody knows. */
  private summaryBetween(checked: Checked, { file, function: name }: Candidate): Summary | undefined {
    const asked = new Map<string, string>();
    const told = (asking: string): Summary | undefined => summaryHere(checked, undefined, asking);
    const key = `${checked.treePath} between ${checked.world} ${file} ${name}`;
    const solved = this.reads.ask(file, () =>
      this.solveOnce(key, asked, told, () => {
        const context = this.contextIn(file, checked, told, asked);
        const fn = context.resolveFunction(name);
        if (fn === undefined || fn.static || fn.attributes.includes('__init')) return undefined;
        const result = analyseCaller(name, context, NO_ENTRY, MAX_BLOCKS);
        if (result === undefined) this.tooLarge.add(`${checked.world} ${file} ${name}`);
        return result;
      }),
    );
    if (solved === undefined) return undefined;
    const known = this.betweens.get(solved);
    if (known !== undefined) return known.summary;
    const fresh = calleeBetween(solved);
    this.betweens.set(solved, { summary: fresh?.summary });
    return fresh?.summary;
  }

  /** Solved anew only where something that it was told is not what it was. */
  private solveOnce(
    key: string,
    asked: ReadonlyMap<string, string>,
    told: (name: string) => Summary | undefined,
    solve: () => CallerAnalysis | undefined,
  ): CallerAnalysis | undefined {
    const known = this.solved.get(key);
    if (known !== undefined && [...known.asked].every(([called, hash]) => (told(called)?.hash ?? '') === hash))
      return known.result;
    const result = solve();
    this.solved.set(key, { asked, result });
    return result;
  }

  /** As the functions of the other file see the tree, and what is `told` of those in question; noted as they are asked for. */
  private contextIn(
    file: string,
    checked: Checked,
    told: (name: string) => Summary | undefined,
    asked: Map<string, string>,
  ): AnalysisContext {
    const { frontEnd } = this;
    const { world, isCancelled } = checked;
    const locate = (name: string): LocatedFunction | undefined => frontEnd.fileFunction(file, name, world);
    const beyond = this.others.in(world, isCancelled);
    const declarations = frontEnd.fileDeclarations(file, world);
    return {
      world,
      facts: frontEnd.tree.kernel,
      declarations,
      resolveFunction: (name) => locate(name)?.ir,
      locate,
      otherFiles: {
        // Besides the functions in question only what may end the section they are called in.
        summaryOf: (name) => {
          const here = told(name);
          asked.set(name, here?.hash ?? '');
          return here ?? (beyond.changesContext(name) ? beyond.summaryOf(name) : undefined);
        },
        changesContext: (name) => beyond.changesContext(name),
        defines: (name) => beyond.defines(name),
        basis: undefined,
      },
      mayBeDropped: (lock, tag) => this.others.drops.mayBeDropped(lock, tag, declarations),
      globalName: (object) => (frontEnd.isPrivateObject(file, object) ? `${object} of ${file}` : object),
      constant: (name) => frontEnd.constant(name),
      ...(isCancelled === undefined ? {} : { isCancelled }),
      memo: this.memo,
    };
  }

  /** How the function is registered in its own file. */
  private entryOf(fn: FunctionIr, context: AnalysisContext, file: string): FunctionEntry {
    const callbacks = this.registeredIn(fn.name, file, context, [fn]);
    return callbacks.length === 0 ? NO_ENTRY : { callbacks, closed: false };
  }

  /** How a file registers a function, in what it calls and in initialisers. */
  private registeredIn(
    name: string,
    file: string,
    context: AnalysisContext,
    own: readonly FunctionIr[],
  ): readonly CallbackEntry[] {
    const { frontEnd } = this;
    const { facts, declarations, world } = context;
    const text = frontEnd.headerText(file) ?? '';
    const globals = frontEnd.fileInitialisers(file, name, world);
    // A structure that holds the function may be what is registered.
    const words = [name, ...globals.map((global) => global.name)];
    const names = new Set(words.flatMap((word) => mentioningFunctions(text, word).slice(0, MAX_MENTIONS)));
    const mentioning = [...names].flatMap((mentions) => context.resolveFunction(mentions) ?? []);
    if (mentioning.length === 0 && globals.length === 0) return [];
    const all = { functions: [...own, ...mentioning], unlowered: [], globals };
    const entry = entriesOf(all, { facts, declarations, world, text, other: name }).get(name) ?? NO_ENTRY;
    return entry.callbacks.map((callback) => ({
      ...callback,
      elsewhere: { file, line: frontEnd.fileLine(file, callback.span.start) },
    }));
  }
}

/** What the checked file's function does that is called so; of a member only the function in question. */
function summaryHere(checked: Checked, callee: OutsideCallee | undefined, name: string): Summary | undefined {
  return callee?.name === name ? callee.summary : checked.callees.get(name)?.summary;
}

/** How the survey knows who calls the function `called` where what the callee does matters. */
function surveyKey(callee: OutsideCallee, called: string): string {
  return callee.needs === 'hard' ? hardCallKey(called) : atomicCallKey(called);
}

/** How the survey calls what is called. */
function surveyName(name: string): string {
  return isMemberCall(name) ? memberName(partsOfMemberCall(name).member) : name;
}

/** What the function calls in other files where it may matter, by a rough count. */
function exposedIn(fn: FunctionIr, context: AnalysisContext, entry: FunctionEntry): ReadonlySet<string> {
  const { facts, world } = context;
  const { names } = exposedNames(
    { functions: [fn], unlowered: [], globals: [] },
    {
      effects: (called, count) => facts.callEffects(called, count, world),
      body: (called) => context.resolveFunction(called),
      targets: new Map(),
      isCallback: () => entry.callbacks.some((callback) => !callback.facts.maySleep),
    },
  );
  return new Set([...names].filter((called) => context.resolveFunction(called) === undefined));
}

function remember<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const fresh = make();
  map.set(key, fresh);
  return fresh;
}
