/**
 * Where a function of a file starts running when nobody says: in the context of the callback it is registered as, else in
 * its callers' contexts, else as its annotations say, else as a plain task. A pure function of the file and the tables.
 */
import type { CallStep, Expression, FileIr, FunctionIr, Step } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import type { CType } from '../ir/types';
import type { KernelFacts } from '../kernel/api';
import type { CallbackArgument, CallbackRegistration, EntryFacts } from '../kernel/contexts';
import { isRealtime, type World } from '../kernel/worlds';
import { spellType } from './lockNames';
import type { EntryCall, StartContext } from './scenario';

/** A chain of static callers longer than this is cut: the function then starts as a plain task. */
const LONGEST_CHAIN = 8;

/** All contexts the function may start in, each once, in file order of what says so. Never empty. */
export function startContexts(file: FileIr, name: string, facts: KernelFacts, world: World): readonly StartContext[] {
  const registered = registrations(file, facts, world);
  const found = contextsOf(file, name, facts, world, registered, [name]);
  const seen = new Set<string>();
  return found.filter((start) => {
    const key = JSON.stringify([start.context, start.irqs, start.entry]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function contextsOf(
  file: FileIr,
  name: string,
  facts: KernelFacts,
  world: World,
  registered: ReadonlyMap<string, readonly StartContext[]>,
  chain: readonly string[],
): readonly StartContext[] {
  const direct = registered.get(name);
  if (direct !== undefined) return direct;
  const ir = file.functions.find((candidate) => candidate.name === name);
  if (ir === undefined) return [PLAIN];
  const annotated = annotations(ir);
  if (annotated !== undefined) return [annotated];
  if (ir.static && chain.length <= LONGEST_CHAIN) {
    const callers = file.functions.filter((caller) => !chain.includes(caller.name) && calls(caller, name));
    const through = callers.flatMap((caller) =>
      contextsOf(file, caller.name, facts, world, registered, [...chain, caller.name]).map((start) => ({
        ...start,
        because: start === PLAIN ? `called by ${caller.name}()` : `called by ${caller.name}(), ${start.because}`,
        through: start.through ?? caller.name,
      })),
    );
    if (through.length > 0) return through;
  }
  return [PLAIN];
}

const PLAIN: StartContext = { context: 'task', irqs: 'on', entry: [], because: 'default' };

function calls(caller: FunctionIr, name: string): boolean {
  return caller.blocks.some((block) =>
    block.steps.some((step) => step.kind === 'call' && (step.callee === name || isNamed(step.callee, name))),
  );
}

function isNamed(callee: string | Expression, name: string): boolean {
  return typeof callee !== 'string' && callee.kind === 'global' && callee.name === name;
}

/** `__must_hold(&zone->lock)`: held at entry, as its type's plain primitive would take it. */
function annotations(ir: FunctionIr): StartContext | undefined {
  const held = ir.annotations.filter((annotation) => annotation.kind === 'must_hold' || annotation.kind === 'releases');
  const entry: EntryCall[] = [];
  for (const annotation of held) {
    const taken = annotation.lock === undefined ? undefined : entryFor(ir, annotation.lock);
    if (taken !== undefined) entry.push(taken);
  }
  if (entry.length === 0) return undefined;
  return { context: 'task', irqs: 'on', entry, because: 'annotated' };
}

const TAKES: Readonly<Record<string, string>> = {
  raw_spinlock_t: 'raw_spin_lock',
  spinlock_t: 'spin_lock',
  rwlock_t: 'write_lock',
  'struct mutex': 'mutex_lock',
  'struct rw_semaphore': 'down_write',
  local_lock_t: 'local_lock',
  seqlock_t: 'write_seqlock',
};

function entryFor(ir: FunctionIr, lock: Expression): EntryCall | undefined {
  if (lock.kind === 'global' && lock.name === 'RCU') return { primitive: 'rcu_read_lock' };
  const of = lock.kind === 'address' ? lock.of : lock;
  const type = lock.kind === 'address' ? typeOfExpression(of) : pointee(typeOfExpression(lock));
  const primitive = type === undefined ? undefined : TAKES[spellType(type)];
  const place = rootOf(ir, of);
  return primitive === undefined || place === undefined ? undefined : { primitive, lock: place };
}

function rootOf(ir: FunctionIr, expression: Expression): EntryCall['lock'] {
  const path: string[] = [];
  for (let at = expression; ; ) {
    switch (at.kind) {
      case 'field':
        path.unshift(at.name);
        at = at.base;
        continue;
      case 'deref':
        at = at.pointer;
        continue;
      case 'variable':
        return at.id < ir.parameterCount ? { parameter: at.id, path } : undefined;
      case 'global':
        return { global: at.name, path };
      default:
        return undefined;
    }
  }
}

function typeOfExpression(expression: Expression): CType | undefined {
  return expression.kind === 'string' ? undefined : expression.type;
}

function pointee(type: CType | undefined): CType | undefined {
  return type?.kind === 'pointer' ? type.to : undefined;
}

/** Every function of the file whose address is registered as a callback, with the contexts it is called in. */
export function registrations(
  file: FileIr,
  facts: KernelFacts,
  world: World,
): ReadonlyMap<string, readonly StartContext[]> {
  const found = new Map<string, StartContext[]>();
  const names = new Set(file.functions.map((ir) => ir.name));
  const add = (name: string, start: StartContext): void => {
    if (names.has(name)) found.set(name, [...(found.get(name) ?? []), start]);
  };
  for (const global of file.globals) {
    if (global.macro !== undefined) fromMacro(global.macro.name, global.macro.args, facts, world, add);
    if (global.value !== undefined) fromInitialiser(global.value, facts, world, add);
  }
  for (const ir of file.functions) {
    const addFrom: Add = (name, start) =>
      add(name, ir.parameterCount === 0 && ir.name !== name ? { ...start, registrar: ir.name } : start);
    for (const variable of ir.variables)
      if (variable.initial !== undefined) fromInitialiser(variable.initial, facts, world, addFrom);
    for (const block of ir.blocks)
      for (const step of block.steps) if (step.kind === 'call') fromCall(file, step, facts, world, addFrom);
  }
  // A stored pointer says less than the call that configured its object (`timer.function = f` after hrtimer_init()).
  const configured = new Set(found.keys());
  for (const ir of file.functions) {
    const addStored: Add = (name, start) => {
      if (!configured.has(name))
        add(name, ir.parameterCount === 0 && ir.name !== name ? { ...start, registrar: ir.name } : start);
    };
    for (const block of ir.blocks)
      for (const step of block.steps) if (step.kind === 'assign') fromAssignment(step, facts, world, addStored);
  }
  return found;
}

type Add = (name: string, start: StartContext) => void;

function fromMacro(name: string, args: readonly string[], facts: KernelFacts, world: World, add: Add): void {
  const row = facts.callbackRegistration(name);
  if (row === undefined) return;
  for (const callback of row.callbacks) {
    const function_ = (args[callback.argument] ?? '').replace(/^&?\s*/, '').trim();
    add(
      function_,
      startOf(row, callback, (index) => args[index] ?? '', world),
    );
  }
}

function fromCall(file: FileIr, step: CallStep, facts: KernelFacts, world: World, add: Add): void {
  const name = typeof step.callee === 'string' ? step.callee : step.callee.kind === 'global' ? step.callee.name : '';
  const row = facts.callbackRegistration(name);
  if (row === undefined) return;
  for (const callback of row.callbacks) {
    const start = startOf(row, callback, (index) => wordsOf(step.args[index]).join(' '), world);
    const { object } = row;
    if (object !== undefined) {
      for (const stored of storedIn(file, step.args[object.argument], object.field)) add(stored, start);
      continue;
    }
    for (const word of functionsOf(step.args[callback.argument])) add(word, start);
  }
}

/** `timer.function = f` where `&timer` was configured. */
function storedIn(file: FileIr, object: Expression | undefined, field: string): readonly string[] {
  if (object === undefined) return [];
  const place = object.kind === 'address' ? object.of : undefined;
  const wanted = place === undefined ? spellExpression(object) : spellExpression(place);
  const found: string[] = [];
  for (const ir of file.functions) {
    for (const block of ir.blocks) {
      for (const step of block.steps) {
        if (step.kind !== 'assign' || step.target.kind !== 'field' || step.target.name !== field) continue;
        const base =
          step.target.base.kind === 'deref' && place === undefined ? step.target.base.pointer : step.target.base;
        if (spellExpression(base) === wanted) found.push(...functionsOf(step.value));
      }
    }
  }
  return found;
}

/** `.handler = f` in an initialiser or compound literal, and a static initialiser's macro that was kept as a call. */
function fromInitialiser(value: Expression, facts: KernelFacts, world: World, add: Add): void {
  if (value.kind === 'aggregate') {
    const tag = value.type.kind === 'record' ? value.type.tag : value.type.kind === 'named' ? value.type.name : '';
    for (const part of value.parts) {
      const field = part.path[part.path.length - 1];
      const row = typeof field === 'string' ? facts.operationContext(tag, field) : undefined;
      const callback = row?.callbacks[0];
      if (row !== undefined && callback !== undefined && callback.unless === undefined)
        for (const name of functionsOf(part.value))
          add(
            name,
            startOf(row, callback, () => '', world),
          );
      fromInitialiser(part.value, facts, world, add);
    }
  }
  if (value.kind === 'opaque') {
    const written = /(\w+)\s*\(([^()]*)\)/.exec(value.reason);
    if (written !== null)
      fromMacro(
        written[1] ?? '',
        (written[2] ?? '').split(',').map((text) => text.trim()),
        facts,
        world,
        add,
      );
  }
}

function fromAssignment(step: Extract<Step, { kind: 'assign' }>, facts: KernelFacts, world: World, add: Add): void {
  fromInitialiser(step.value, facts, world, add);
  if (step.target.kind !== 'field') return;
  const base = typeOfExpression(step.target.base);
  const tag = base?.kind === 'record' ? base.tag : '';
  const row = facts.operationContext(tag, step.target.name);
  const callback = row?.callbacks[0];
  if (row !== undefined && callback !== undefined && callback.unless === undefined)
    for (const name of functionsOf(step.value))
      add(
        name,
        startOf(row, callback, () => '', world),
      );
}

function startOf(
  row: CallbackRegistration,
  callback: CallbackArgument,
  text: (argument: number) => string,
  world: World,
): StartContext {
  const variant = row.variants.find(
    (candidate) =>
      (candidate.argument === undefined || candidate.argument === callback.argument) &&
      candidate.names.some((name) => new RegExp(`\\b${name}\\b`).test(text(candidate.flags))),
  );
  return contextFor(
    (variant ?? callback).entry[world],
    world,
    `${callback.what}, registered by ${row.name}()`,
    callback.under,
  );
}

/** What forbids to sleep, and nothing else. */
const READER: EntryCall = { primitive: 'rcu_read_lock' };

function contextFor(entry: EntryFacts, world: World, because: string, under: CallbackArgument['under']): StartContext {
  const before: EntryCall[] =
    under === 'rcu' ? [{ primitive: 'rcu_read_lock' }] : under === 'rtnl' ? [{ primitive: 'rtnl_lock' }] : [];
  const irqs = entry.irqs === 'off' ? 'off' : 'on';
  switch (entry.context) {
    case 'task':
    case 'caller':
      return { context: 'task', irqs: 'on', entry: before, because };
    case 'irq-thread':
      return { context: 'irq-thread', irqs: 'on', entry: before, because };
    case 'task-preempt-off':
      return { context: 'task', irqs: 'on', entry: [...before, { primitive: 'preempt_disable' }], because };
    case 'task-irqs-off':
      return { context: 'task', irqs: 'off', entry: [...before, { primitive: 'local_irq_disable' }], because };
    case 'spin-locked':
      if (isRealtime(world)) return { context: 'task', irqs: 'on', entry: [...before, READER], because };
      return { context: 'task', irqs: 'off', entry: [...before, { primitive: 'local_irq_disable' }], because };
    case 'no-sleep':
      return { context: 'task', irqs: 'on', entry: [...before, READER], because };
    case 'raw-locked':
      // Lockdep allows there what it allows in a hard interrupt.
      return { context: 'hardirq', irqs: 'off', entry: before, because };
    case 'bh-kthread':
      // On RT what a forced handler thread is; elsewhere a task with bottom halves off.
      if (isRealtime(world)) return { context: 'hardirq-threaded', irqs: 'on', entry: before, because };
      return { context: 'task', irqs: 'on', entry: [...before, { primitive: 'local_bh_disable' }], because };
    case 'softirq':
      return {
        context: 'softirq',
        irqs,
        entry: irqs === 'off' ? [...before, { primitive: 'local_irq_disable' }] : before,
        because,
      };
    case 'hardirq':
    case 'hardirq-threaded':
    case 'nmi':
      return { context: entry.context, irqs: 'off', entry: before, because };
  }
}

/** Names of functions in an expression: `f`, `&f`, a cast of them. */
function functionsOf(expression: Expression | undefined): readonly string[] {
  if (expression === undefined) return [];
  if (expression.kind === 'global') return [expression.name];
  return expressionParts(expression).flatMap(functionsOf);
}

/** Names and constants' spellings: what a flags argument says. */
function wordsOf(expression: Expression | undefined): readonly string[] {
  if (expression === undefined) return [];
  if (expression.kind === 'global') return [expression.name];
  if (expression.kind === 'integer') return expression.spelling === undefined ? [] : [expression.spelling];
  return expressionParts(expression).flatMap(wordsOf);
}

function spellExpression(expression: Expression): string {
  return JSON.stringify(expression, (key, value: unknown) =>
    key === 'type' ? undefined : typeof value === 'bigint' ? String(value) : value,
  );
}
