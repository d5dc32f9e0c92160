/**
 * Z1-Z17: the zonelist counter through its history and its proposals, asked where they break (zonelist-seq.md section 4). Who
 * takes part and in which state; what comes out is for the machine to find. The actors are C: zonelist-run.c, console.c.
 */
import type { SplatKind } from '../../machine/api';
import type { ScenarioActor } from '../../machine/scenario';
import { COUNTER_NAMES } from '../variants';
import type { ModelScenario, ScenarioCase } from './types';

/** model_hotplug */
const REMOVE = 1;
const ADD = 2;
/** model_shortage: a request that finds nothing has nothing to find; who goes back to the start goes on for ever. */
const SHORT = 1;

/** Standing still, and what comes before it on PREEMPT_RT. */
const STANDS: readonly SplatKind[] = ['livelock', 'deadlock', 'sleeping-in-atomic'];
const FAILS: readonly SplatKind[] = ['missed-retry', 'needless-failure', 'livelock', 'deadlock', 'sleeping-in-atomic'];

const VARIANTS: readonly string[] = ['6.12', ...COUNTER_NAMES.map((name) => `6.12+${name}`)];

function actor(name: string, fn: string, cpu: number, more: Partial<ScenarioActor> = {}): ScenarioActor {
  return { name, function: fn, cpu, context: 'task', arrival: 'start', ...more };
}

const writerOn = (cpu: number): ScenarioActor => actor('writer', 'writer', cpu);

/** An interrupt, softirq or NMI that asks for a page. */
const arriving = (context: ScenarioActor['context'], fn = 'reader_atomic'): ScenarioActor =>
  actor('reader', fn, 0, { context, arrival: 'interrupt' });

function scenario(
  id: string,
  title: string,
  asks: readonly SplatKind[],
  more: Partial<ModelScenario> & Pick<ModelScenario, 'actors'>,
): ModelScenario {
  return {
    id,
    title,
    asks,
    variants: VARIANTS,
    worlds: ['smp', 'rt'],
    prepare: ['zonelist_prepare'],
    files: ['console.c', 'zonelist-run.c'],
    exhaust: true,
    ...more,
    globals: { model_pcp_warm: 1, model_hotplug: ADD, ...more.globals },
  };
}

const cases = (list: Readonly<Record<string, Omit<ScenarioCase, 'name'>>>): readonly ScenarioCase[] =>
  Object.entries(list).map(([name, what]) => ({ name, ...what }));

/** A request that may block and one that may not, on the other CPU. */
const BOTH_READERS = (suffix = ''): readonly ScenarioCase[] =>
  cases({
    blocking: { actors: [writerOn(0), actor('reader', `reader_blocking${suffix}`, 1)] },
    atomic: { actors: [writerOn(0), actor('reader', `reader_atomic${suffix}`, 1)] },
  });

const TWO_WRITERS = (reader: string): readonly ScenarioActor[] => [
  actor('first', 'writer_unserialised', 0),
  actor('second', 'writer_unserialised', 1),
  actor('reader', reader, 2),
];

const PORT = [actor('receiver', 'port_holder', 0), writerOn(1)];

export const ZONELIST: readonly ModelScenario[] = [
  scenario('Z1', "an interrupt on the writer's CPU asks for a page", STANDS, {
    actors: [writerOn(0), arriving('hardirq-threaded')],
    globals: { model_shortage: SHORT },
    cases: cases({
      hardirq: {},
      softirq: { actors: [writerOn(0), arriving('softirq')] },
    }),
  }),
  scenario('Z2', 'printk in the section, the console port held by who asks for a page', STANDS, {
    actors: PORT,
    globals: { model_shortage: SHORT },
  }),
  scenario('Z2b', "as Z2, the printk a report of lockdep's at the section's begin", STANDS, {
    actors: PORT,
    globals: { model_shortage: SHORT, model_console_quiet: 1 },
    seqReports: { begin: 'console_report' },
  }),
  scenario('Z2c', "as Z2, the printk a report of lockdep's at the section's end", STANDS, {
    actors: PORT,
    globals: { model_shortage: SHORT, model_console_quiet: 1 },
    seqReports: { end: 'console_report' },
  }),
  scenario('Z3', 'the writer alone: a sleeping lock with interrupts off', STANDS, { actors: [writerOn(0)] }),
  scenario('Z4', 'a begin in atomic context while the section is open', STANDS, {
    actors: [writerOn(1), actor('reader', 'reader_begin_raw', 0)],
    cases: cases({
      raw: {},
      irqsoff: { actors: [writerOn(1), actor('reader', 'reader_begin_irqsoff', 0)] },
    }),
  }),
  scenario('Z5', 'the lists change between begin and check', FAILS, {
    actors: [writerOn(0)],
    globals: { model_hotplug: REMOVE, model_script: 1 },
    cases: BOTH_READERS(),
  }),
  scenario('Z6', 'begin and check inside one section', FAILS, {
    actors: [writerOn(0)],
    globals: { model_script: 2 },
    cases: BOTH_READERS('_inside'),
  }),
  scenario(
    'Z7',
    'one CPU: a FIFO task asks while the writer is preempted, with a load between them',
    [...STANDS, 'missed-retry'],
    {
      actors: [
        actor('writer', 'writer', 0, { ends: 'whenever' }),
        actor('reader', 'reader_blocking', 0, { priority: 80 }),
        actor('hog', 'hog', 0, { priority: 40, ends: 'whenever' }),
      ],
    },
  ),
  scenario('Z8', 'two writers that nothing keeps apart', FAILS, {
    prepare: ['zonelist_prepare', 'zonelist_third_cpu', 'zonelist_change_first'],
    // The model's count knows nothing of a third CPU.
    uncounted: true,
    actors: TWO_WRITERS('reader_one_look'),
    // A request in the midst of it, and one that comes when it is over and finds nothing.
    cases: cases({
      between: {},
      behind: { globals: { model_shortage: SHORT }, actors: TWO_WRITERS('reader_blocking_last') },
    }),
  }),
  scenario('Z9', 'a writer that can be preempted, a real-time request on its CPU', [...STANDS, 'missed-retry'], {
    worlds: ['smp'],
    actors: [
      actor('writer', 'writer_alone_with_counter', 0, { ends: 'whenever' }),
      actor('reader', 'reader_blocking', 0, { priority: 80 }),
    ],
  }),
  scenario('Z10', 'as Z5 for a request that may block, its loads weakly ordered', FAILS, {
    actors: [writerOn(0), actor('reader', 'reader_blocking', 1)],
    // The cpuset's counter has a barrier of its own, which would hide that the other has none.
    globals: { model_hotplug: REMOVE, model_script: 1, model_cpusets: 0 },
    weak: ['reader'],
  }),
  scenario('Z11', 'the text as it was sent, compiled', ['build-error'], { actors: [writerOn(0)], builds: true }),
  scenario('Z12', 'CONFIG_MEMORY_HOTREMOVE off', FAILS, {
    actors: [writerOn(0)],
    globals: { model_hotremove: 0 },
    cases: BOTH_READERS(),
  }),
  scenario('Z13', 'the section itself asks for a page', FAILS, {
    actors: [writerOn(0)],
    globals: { model_section: 1 },
  }),
  scenario('Z14', "an NMI on the writer's CPU asks for a page", STANDS, {
    worlds: ['smp'],
    actors: [writerOn(0), arriving('nmi')],
    globals: { model_shortage: SHORT },
    cases: cases({
      ordinary: {},
      nolock: { actors: [writerOn(0), arriving('nmi', 'reader_nolock')], files: ['d5.c'], from: 601n },
    }),
  }),
  scenario('Z15', 'reclaim always gets somewhere, the lists changed', STANDS, {
    actors: [writerOn(0), actor('reader', 'reader_blocking', 1)],
    globals: { model_pcp_warm: 0, model_hotplug: REMOVE, model_reclaim_always: 1 },
  }),
  scenario('Z16', 'a section left in the wrong order', [...STANDS, 'warning', 'context-leak'], {
    variants: ['6.12', ...['V1', 'V2', 'V3-S', 'V3'].map((name) => `6.12+${name}`)],
    files: ['console.c', 'zonelist-run.c', 'zonelist-mistakes.c'],
    actors: [writerOn(0), arriving('hardirq-threaded')],
    leaks: 'any',
    cases: cases({
      'irqs-on-early': { globals: { model_mistake: 1 } },
      'other-cpu': { globals: { model_mistake: 2 }, actors: [writerOn(0)] },
      'other-flags': { globals: { model_mistake: 3 }, actors: [writerOn(0)] },
    }),
  }),
  scenario('Z17', 'the section takes a lock under which others ask for a page', STANDS, {
    actors: [actor('holder', 'section_holder', 0), writerOn(1)],
    globals: { model_section: 2, model_shortage: SHORT },
  }),
];
