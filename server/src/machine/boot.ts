/**
 * The state a run starts from: a fresh machine on which the scenario's setup functions have run, unwatched, on CPU 0. Made
 * once per program and setup; what unknowns decide there is decided one way (the first that does not end the run). Programs
 * that add to the model only what the setup does not touch start from the state that the model alone starts from.
 */

import { pushFrame } from './frames';
import { newThread } from './lifecycle';
import { Machine, RunEnd } from './machine';
import { createHeap } from './memory';
import type { Program } from './program';
import { raise } from './reports';
import { advance } from './run';
import type { Scenario } from './scenario';
import { forkState, type Stamps, type State } from './state';
import { pointerTo } from './values';

const BOOT_STEPS = 2_000_000;
const NO_SCHEDULING = { steps: BOOT_STEPS, preemptions: 0, interrupts: 0 };

interface Booted {
  readonly state: State;
  readonly stamps: Stamps;
}

const BOOTED = new WeakMap<Program, Map<string, Booted>>();

/** A state nobody else holds, with the stamps it was made with. */
export function bootState(program: Program, scenario: Scenario): Booted {
  const { state, stamps } = bootOf(program, scenario);
  return { state: forkState(state, stamps), stamps };
}

function bootOf(program: Program, scenario: Scenario): Booted {
  const memo = BOOTED.get(program) ?? new Map<string, Booted>();
  BOOTED.set(program, memo);
  const key = JSON.stringify([
    scenario.world,
    scenario.facts.version,
    scenario.setup ?? [],
    (scenario.globals ?? []).map(({ name, value }) => [name, String(value)]),
    cpuCount(scenario),
    scenario.amongOthers === true,
  ]);
  const known = memo.get(key);
  if (known !== undefined) return known;
  const booted = bootOfModel(program, scenario) ?? boot(program, scenario);
  memo.set(key, booted);
  return booted;
}

function boot(program: Program, scenario: Scenario): Booted {
  const stamps: Stamps = { next: 1 };
  const state = emptyState(program, scenario, stamps);
  runUnwatched(program, scenario, state, stamps, scenario.setup ?? []);
  return { state, stamps };
}

/** How the model alone starts, if that is how the program would. */
function bootOfModel(program: Program, scenario: Scenario): Booted | undefined {
  const { models } = program;
  const [any] = models?.known ?? [];
  // They differ in how records are laid out only.
  if (models === undefined || any === undefined || !bootsAlike(any, program, scenario)) return undefined;
  for (const model of models.known) {
    const shared = sharedBoot(model, program, scenario);
    if (shared !== undefined) return shared;
  }
  const model = models.add();
  return model === undefined ? undefined : sharedBoot(model, program, scenario);
}

/** undefined: the program calls something else by the same id, or lays its records out in another way. */
function sharedBoot(model: Program, program: Program, scenario: Scenario): Booted | undefined {
  const booted = bootOf(model, scenario);
  const isShared = model.isSelfContained() && program.adoptStrings(model) && program.layouts.adopt(model.layouts);
  return isShared ? booted : undefined;
}

/** Do the two have all in common that the setup has to do with? */
function bootsAlike(model: Program, program: Program, { setup, globals }: Scenario): boolean {
  const seen = new Set<string>();
  const open = [...(setup ?? [])];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const linked = model.function(name);
    if (linked?.ir !== program.function(name)?.ir) return false;
    for (const step of linked?.ir.blocks.flatMap(({ steps }) => steps) ?? []) {
      if (step.kind !== 'call') continue;
      if (typeof step.callee !== 'string') return false;
      open.push(step.callee);
    }
  }
  const isShared = (name: string): boolean => {
    const { id, initialiser } = model.global(name);
    const other = program.globalById(id);
    return other?.name === name && other.initialiser === initialiser;
  };
  return (
    (globals ?? []).every(({ name }) => isShared(name)) &&
    model.units.every((unit) => unit.globals.every(({ name }) => isShared(name)))
  );
}

export function cpuCount(scenario: Scenario): number {
  return scenario.cpus ?? Math.max(2, ...scenario.actors.map((actor) => actor.cpu + 1));
}

function emptyState(program: Program, scenario: Scenario, stamps: Stamps): State {
  const owner = stamps.next++;
  const state: State = {
    owner,
    heap: createHeap(owner, program.firstDynamic),
    threads: [],
    stacks: Array.from({ length: cpuCount(scenario) }, () => []),
    locks: new Map(),
    locksOwner: owner,
    seqs: new Map(),
    seqsOwner: owner,
    facts: new Map(),
    factsOwner: owner,
    lockdep: { off: false, usage: new Map(), edges: new Map(), warned: new Set() },
    lockdepOwner: owner,
    perCpu: new Map(),
    perCpuOwner: owner,
    marks: new Map(),
    marksOwner: owner,
    printkDeferred: Array.from({ length: cpuCount(scenario) }, () => 0),
    alone: -1,
    stale: new Map(),
    fresh: 0,
    reports: [],
    assumptions: [],
    trace: undefined,
    decisions: '',
    pieces: 0,
    preemptionsUsed: 0,
    interruptsUsed: 0,
    steps: 0,
    guessed: false,
    cut: false,
    running: -1,
    phase: 0,
    scheduled: false,
    exits: [],
  };
  const machine = new Machine(program, scenario, state, raise);
  machine.quiet = true;
  for (const { name, value } of scenario.globals ?? []) {
    const global = program.global(name);
    const type = program.layouts.integerType(global.type);
    machine.storeAt(pointerTo(global.id, 0), Number(value), type);
  }
  return state;
}

/** Runs functions one after the other as plain task code of a thread of its own, without trace, reports or lock history. */
function runUnwatched(
  program: Program,
  scenario: Scenario,
  state: State,
  stamps: Stamps,
  functions: readonly string[],
): void {
  const machine = new Machine(program, { ...scenario, actors: [] }, state, raise);
  machine.quiet = true;
  let current = state;
  for (const name of functions) {
    const linked = program.function(name);
    if (linked === undefined) continue;
    current.lockdep = { off: true, usage: new Map(), edges: new Map(), warned: new Set() };
    current.lockdepOwner = current.owner;
    const thread = newThread(0, current.owner, { name, context: 'task', cpu: 0, arrival: 'start' });
    thread.started = true;
    current.threads = [thread];
    current.stacks = current.stacks.map((_, cpu) => (cpu === 0 ? [0] : []));
    current.running = 0;
    machine.state = current;
    machine.thread = thread;
    pushFrame(machine, linked, [], undefined);
    current = toTheEnd(machine, current, stamps);
    if (current !== state) Object.assign(state, current);
  }
  Object.assign(state, current);
  state.threads = [];
  state.stacks = state.stacks.map(() => []);
  state.running = -1;
  state.lockdep = { off: false, usage: new Map(), edges: new Map(), warned: new Set() };
  state.lockdepOwner = state.owner;
  state.decisions = '';
  state.steps = 0;
  state.pieces = 0;
  state.cut = false;
  state.guessed = false;
  state.trace = undefined;
  state.exits = [];
}

function toTheEnd(machine: Machine, start: State, stamps: Stamps): State {
  let state = start;
  for (let forks = 0; forks < 10_000; forks++) {
    const outcome = advance(machine, state, stamps, NO_SCHEDULING, { steps: 0 });
    if (outcome.kind !== 'fork') return state;
    // The side on which an unknown is zero: setup code tests for errors.
    state = outcome.states[outcome.states.length - 1] ?? state;
  }
  throw new RunEnd('bound');
}
