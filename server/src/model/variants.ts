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
}

const HEADERS: readonly ModelFile[] = ['lockstep.h', 'base.h', 'gfp.h', 'mmzone.h', 'slab.h', 'kfree_rcu.h'];
const BELOW: readonly ModelFile[] = ['buddy.c'];
const OLD_BUDDY: readonly ModelFile[] = ['buddy-6.1.c'];
const NEW_BUDDY: readonly ModelFile[] = ['buddy-6.12.c'];
const LISTS: readonly ModelFile[] = ['watermark.c', 'zonelist.c', 'debug.c', 'page-checks.c', 'prep.c', 'reclaim.c'];
const ABOVE: readonly ModelFile[] = ['slow.c', 'entry.c', 'slab.c', 'slab-free.c', 'vmalloc.c'];
const AROUND: readonly ModelFile[] = ['kfree_rcu-entry.c', 'boot.c', 'check.c', 'callers.c', 'golden.c'];
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
];

export interface Variant {
  readonly name: string;
  readonly number: bigint;
  readonly facts: KernelVersion;
  /** A later file's functions replace an earlier one's; a file named twice counts at its last place. */
  readonly files: readonly ModelFile[];
  readonly defines: readonly string[];
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
    defines.push(...(overlay.defines ?? []));
    for (const file of overlay.files) {
      const before = files.indexOf(file);
      if (before !== -1) files.splice(before, 1);
      files.push(file);
    }
  }
  return { kind: 'variant', variant: { name, number: base.number, facts: base.facts, files, defines } };
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
