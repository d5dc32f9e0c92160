/**
 * Variants of the model: a base (a kernel version) and overlays joined by "+": '6.12', '5.8+D3'. A variant is a list of C
 * files; functions of later files replace those of earlier ones.
 */
import type { KernelVersion } from '../kernel/api';
import type { ModelFile } from './texts';

interface Base {
  readonly name: string;
  /** MODEL_VERSION of the C text. */
  readonly number: bigint;
  readonly facts: KernelVersion;
  readonly files: readonly ModelFile[];
}

interface Overlay {
  readonly name: string;
  readonly title: string;
  readonly bases: readonly string[];
  readonly files: readonly ModelFile[];
  /** Names the overlay defines for the preprocessor. */
  readonly defines?: readonly string[];
  /** The base's own files that give way, names and globals included. */
  readonly without?: readonly ModelFile[];
  /** The text as it was sent, where that is not the text as it was meant. */
  readonly sent?: Partial<Readonly<Record<ModelFile, ModelFile>>>;
  /** Order of lockdep's annotation and the increment in write_seqcount_begin(), where the variant says it. */
  readonly seqAnnotation?: 'before-count' | 'after-count';
}

const HEADERS: readonly ModelFile[] = ['lockstep.h', 'base.h', 'gfp.h', 'mmzone.h', 'slab.h', 'kfree_rcu.h'];
const BELOW: readonly ModelFile[] = ['buddy.c'];
const OLD_BUDDY: readonly ModelFile[] = ['buddy-6.1.c'];
const NEW_BUDDY: readonly ModelFile[] = ['buddy-6.12.c'];
const LISTS: readonly ModelFile[] = ['watermark.c', 'zonelist.c', 'debug.c', 'page-checks.c', 'prep.c', 'reclaim.c'];
const ABOVE: readonly ModelFile[] = ['slow.c', 'entry.c', 'slab.c', 'slab-free.c', 'vmalloc.c'];
const AROUND: readonly ModelFile[] = [
  'kfree_rcu-entry.c',
  'boot.c',
  'objects.c',
  'check.c',
  'callers.c',
  'golden.c',
  'workload.c',
];
const PCP_NEW: readonly ModelFile[] = ['pcp-6.12.c', 'pcp-free-6.12.c', 'bulk-6.12.c'];

const BASES: readonly Base[] = [
  {
    name: '5.8',
    number: 508n,
    facts: '5.8',
    files: [
      ...HEADERS,
      ...BELOW,
      ...OLD_BUDDY,
      ...LISTS,
      'alloc.c',
      'build-5.8.c',
      'pcp-5.8.c',
      'alloc-5.8.c',
      ...ABOVE,
      'kfree_rcu-5.8.c',
      ...AROUND,
    ],
  },
  {
    name: '5.9',
    number: 509n,
    facts: '5.9',
    files: [
      ...HEADERS,
      ...BELOW,
      ...OLD_BUDDY,
      ...LISTS,
      'alloc.c',
      'build-5.8.c',
      'pcp-5.8.c',
      'alloc-5.8.c',
      ...ABOVE,
      'kfree_rcu-5.8.c',
      ...AROUND,
    ],
  },
  {
    name: '6.1',
    number: 601n,
    facts: '6.1',
    files: [
      ...HEADERS,
      ...BELOW,
      ...OLD_BUDDY,
      ...LISTS,
      'alloc.c',
      'build-6.1.c',
      ...PCP_NEW,
      'alloc-6.1.c',
      ...ABOVE,
      'kfree_rcu-6.12.c',
      ...AROUND,
    ],
  },
  {
    name: '6.12',
    number: 612n,
    facts: '6.12',
    files: [
      ...HEADERS,
      ...BELOW,
      ...NEW_BUDDY,
      ...LISTS,
      'alloc.c',
      'build-6.12.c',
      ...PCP_NEW,
      'alloc-6.12.c',
      'noprof-6.12.c',
      ...ABOVE,
      'kfree_rcu-6.12.c',
      ...AROUND,
    ],
  },
  {
    name: '6.15',
    number: 615n,
    facts: '6.15',
    files: [
      ...HEADERS,
      ...BELOW,
      ...NEW_BUDDY,
      ...LISTS,
      'alloc.c',
      'build-6.12.c',
      ...PCP_NEW,
      'alloc-6.12.c',
      'noprof-6.12.c',
      ...ABOVE,
      'kfree_rcu-6.12.c',
      ...AROUND,
      'd5.c',
    ],
  },
];

const ALL_BASES = ['5.8', '5.9', '6.1', '6.12', '6.15'];
const REBUILDS: readonly ModelFile[] = ['build-5.8.c', 'build-6.1.c', 'build-6.12.c'];

function counter(name: string, title: string, file: ModelFile, more: Partial<Overlay> = {}): Overlay {
  return { name, title, bases: ALL_BASES, files: [file], without: REBUILDS, ...more };
}

/** V6 in its eight forms: without or with the writers' lock, checking some requests or all, printing at once or later. */
const COUNTERS_V6: readonly Overlay[] = ['V6a', 'V6b'].flatMap((form) =>
  ['', '-n'].flatMap((check) =>
    ['', '-def'].map((print) => {
      const words = [
        form === 'V6a' ? 'seqcount_t' : 'seqcount_spinlock_t',
        check === '' ? 'blocking requests look again' : 'every request looks again',
        print === '' ? 'prints at once' : 'prints later',
      ];
      const defines = [
        ...(form === 'V6b' ? ['MODEL_SEQ_LOCK'] : []),
        ...(check === '' ? [] : ['MODEL_SEQ_EVERY']),
        ...(print === '' ? [] : ['MODEL_SEQ_DEFER']),
      ];
      return counter(`${form}${check}${print}`, `raw_seqcount_begin(), ${words.join(', ')}`, 'zonelist-v6.c', {
        defines,
      });
    }),
  ),
);

/** The zonelist counter through its history and its proposals: zonelist-seq.md sections 1 and 3. */
const COUNTERS: readonly Overlay[] = [
  counter('V0', 'no counter (up to 5.19)', 'build-5.8.c'),
  counter('V1', 'seqlock (6.0)', 'zonelist-v1.c'),
  counter('V2', 'seqlock, interrupts off and printing later around it (6.3)', 'build-6.1.c'),
  counter('V3', 'write_seqlock_irqsave(), printing later inside (6.6)', 'build-6.12.c', {
    seqAnnotation: 'before-count',
  }),
  counter('V3-S', 'V3 with the counter moved before it is annotated', 'build-6.12.c', { seqAnnotation: 'after-count' }),
  counter('V4', 'requests that cannot block pass it by', 'zonelist-v4.c'),
  counter('V5', 'counter by hand', 'zonelist-v5.c', { sent: { 'zonelist-v5.c': 'zonelist-v5-sent.c' } }),
  ...COUNTERS_V6,
  counter('V7a', 'raw_read_seqcount(), seqcount_t', 'zonelist-v6.c', { defines: ['MODEL_SEQ_ODD', 'MODEL_SEQ_EVERY'] }),
  counter('V7b', 'raw_read_seqcount(), seqcount_spinlock_t', 'zonelist-v6.c', {
    defines: ['MODEL_SEQ_ODD', 'MODEL_SEQ_EVERY', 'MODEL_SEQ_LOCK'],
  }),
  counter('Alt3', 'interrupts off except under PREEMPT_RT', 'zonelist-alt3.c'),
];

/** The counter's forms, as they are written behind '+'. */
export const COUNTER_NAMES: readonly string[] = COUNTERS.map(({ name }) => name);

const OVERLAYS: readonly Overlay[] = [
  { name: 'D0', title: 'the ordinary allocator', bases: ['5.8', '5.9', '6.1', '6.12', '6.15'], files: ['callers.c'] },
  { name: 'D1', title: 'lockless function, 2020 sketch as written', bases: ['5.8', '5.9'], files: ['d1.c'] },
  {
    name: 'D1-polarity',
    title: 'the same, handing out good pages instead of bad ones',
    bases: ['5.8', '5.9'],
    files: ['d1.c', 'd1-polarity.c'],
  },
  {
    name: 'D1-prep',
    title: 'the same, handing out good pages, prepared',
    bases: ['5.8', '5.9'],
    files: ['d1.c', 'd1-prep.c'],
  },
  { name: 'D2', title: 'lockless function for RCU', bases: ['5.8', '5.9'], files: ['d2.c'] },
  { name: 'D3', title: '__GFP_NO_LOCKS', bases: ['5.8', '5.9'], files: ['d3.c'] },
  {
    name: 'D4',
    title: 'zone->lock as a raw lock',
    bases: ['5.8', '5.9', '6.1', '6.12', '6.15'],
    files: ['d4.c'],
    defines: ['MODEL_RAW_ZONE_LOCK'],
  },
  { name: 'D5', title: 'alloc_pages_nolock()', bases: ['6.1', '6.12', '6.15'], files: ['d5.c'] },
  { name: 'RT', title: "the RT tree's conversion of 5.8's lists", bases: ['5.8', '5.9'], files: ['rt-5.8.c'] },
  ...COUNTERS,
];

export interface Variant {
  readonly name: string;
  readonly number: bigint;
  readonly facts: KernelVersion;
  /** A later file's functions replace an earlier one's; a file named twice counts at its last place. */
  readonly files: readonly ModelFile[];
  readonly defines: readonly string[];
  readonly seqAnnotation?: 'before-count' | 'after-count';
  /** Texts as they were sent, by the text as it was meant. */
  readonly sent: Partial<Readonly<Record<ModelFile, ModelFile>>>;
}

/** The variant with more C behind its own: a scenario's actors. */
export function withFiles(variant: Variant, files: readonly ModelFile[]): Variant {
  if (files.length === 0) return variant;
  return { ...variant, name: `${variant.name} ${files.join(' ')}`, files: [...variant.files, ...files] };
}

/** The variant's text as it was sent; undefined if that is the text as it was meant. */
export function asSent(variant: Variant): Variant | undefined {
  if (!variant.files.some((file) => variant.sent[file] !== undefined)) return undefined;
  return { ...variant, name: `${variant.name} sent`, files: variant.files.map((file) => variant.sent[file] ?? file) };
}

export type VariantChoice =
  | { readonly kind: 'variant'; readonly variant: Variant }
  | { readonly kind: 'unknown'; readonly message: string };

/** 'BASE' or 'BASE+OVERLAY+...'. The message of an unknown one says what there is. */
export function parseVariant(name: string): VariantChoice {
  const [baseName = '', ...overlayNames] = name.split('+');
  const base = BASES.find((candidate) => candidate.name === baseName);
  if (base === undefined) {
    return {
      kind: 'unknown',
      message: `unknown variant "${name}": the base must be one of ${BASES.map((b) => b.name).join(', ')}`,
    };
  }
  const files: ModelFile[] = [...base.files];
  const defines: string[] = [];
  const sent: Partial<Record<ModelFile, ModelFile>> = {};
  let seqAnnotation: Variant['seqAnnotation'];
  for (const overlayName of overlayNames) {
    const overlay = OVERLAYS.find((candidate) => candidate.name === overlayName);
    if (overlay === undefined) {
      return {
        kind: 'unknown',
        message: `unknown variant "${name}": overlays are ${OVERLAYS.map((o) => o.name).join(', ')}`,
      };
    }
    if (!overlay.bases.includes(base.name)) {
      return {
        kind: 'unknown',
        message: `unknown variant "${name}": ${overlay.name} exists on ${overlay.bases.join(', ')}`,
      };
    }
    for (const file of overlay.without ?? []) {
      const at = files.indexOf(file);
      if (at !== -1) files.splice(at, 1);
    }
    defines.push(...(overlay.defines ?? []));
    Object.assign(sent, overlay.sent);
    seqAnnotation = overlay.seqAnnotation ?? seqAnnotation;
    for (const file of overlay.files) {
      const before = files.indexOf(file);
      if (before !== -1) files.splice(before, 1);
      files.push(file);
    }
  }
  const variant = { name, number: base.number, facts: base.facts, files, defines, sent };
  return { kind: 'variant', variant: seqAnnotation === undefined ? variant : { ...variant, seqAnnotation } };
}

/** The variant whose base fits a kernel version best: the nearest one not newer, else the oldest. */
export function variantForVersion(version: string): string {
  const wanted = versionKey(version);
  const fitting = BASES.filter((base) => versionKey(base.name) <= wanted);
  return (fitting.at(-1) ?? BASES[0])?.name ?? '6.12';
}

export const BASE_NAMES: readonly string[] = BASES.map((base) => base.name);

function versionKey(version: string): number {
  const [major = '0', minor = '0'] = version.split('.');
  return Number.parseInt(major, 10) * 1000 + Number.parseInt(minor, 10);
}
