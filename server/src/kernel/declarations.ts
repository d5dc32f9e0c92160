/**
 * Declarations for texts without a kernel tree: our own C headers in declarations/, the GFP names of the version, and a
 * prototype for every primitive of the tables. One text per version, the same every time.
 */
import type { KernelVersion } from './api';
import deferred from './declarations/deferred.h';
import devices from './declarations/devices.h';
import list from './declarations/list.h';
import locks from './declarations/locks.h';
import mm from './declarations/mm.h';
import mmzone58 from './declarations/mmzone-5.8.h';
import mmzone61 from './declarations/mmzone-6.1.h';
import mmzone612 from './declarations/mmzone-6.12.h';
import mmzoneCommon from './declarations/mmzone-common.h';
import types from './declarations/types.h';
import { gfpTable } from './gfpTable';
import { effectsOf } from './primitives';
import type { Returns } from './rows';
import { TABLES } from './tables';
import { inRange, nearestVersion } from './versions';

const MADE = new Map<KernelVersion, string>();

/** The C text of all embedded declarations of `version`; parses after the mask like any header. */
export function embeddedDeclarations(version: KernelVersion | string): string {
  const nearest = nearestVersion(version);
  const made = MADE.get(nearest) ?? assemble(nearest);
  MADE.set(nearest, made);
  return made;
}

function assemble(version: KernelVersion): string {
  const written = [types, list, locks, gfpMacros(version), deferred, mmzoneCommon, mmzone(version), devices, mm];
  return [...written, prototypes(version, written.join('\n'))].join('\n');
}

function mmzone(version: KernelVersion): string {
  switch (version) {
    case '5.8':
    case '5.9':
      return mmzone58;
    case '6.1':
      return mmzone61;
    default:
      return mmzone612;
  }
}

function gfpMacros(version: KernelVersion): string {
  const table = gfpTable(version);
  const bits = table.flags.map((flag) => `#define ${flag.name} ((gfp_t)0x${flag.value.toString(16)}u)`);
  const names = table.composites.map((composite) => `#define ${composite.name} ${composite.expansion}`);
  return [
    '/* GFP names, from the tables. */',
    ...bits,
    ...names,
    `#define __GFP_BITS_SHIFT ${table.bitsShift}`,
    '#define __GFP_BITS_MASK ((1u << __GFP_BITS_SHIFT) - 1)',
    '',
  ].join('\n');
}

const RETURN_TYPES: Readonly<Record<Returns, string>> = {
  none: 'void ',
  pointer: 'void *',
  'pointer-or-null': 'void *',
  'zero-or-negative': 'int ',
  boolean: 'bool ',
  integer: 'int ',
  unknown: 'int ',
};

/** Calls whose value has a type of its own; the rest follows the row's word for what it returns. */
const SPECIAL_TYPES: ReadonlyMap<string, string> = new Map([
  ...[
    'alloc_page',
    'alloc_pages',
    'alloc_pages_node',
    '__alloc_pages_node',
    '__alloc_pages',
    '__alloc_pages_nodemask',
    'alloc_pages_current',
    'alloc_pages_vma',
    'alloc_page_vma',
    'try_alloc_pages',
    'alloc_pages_nolock',
    'alloc_pages_mpol',
    'alloc_frozen_pages',
  ].map((name) => [name, 'struct page *'] as const),
  ...[
    'folio_alloc',
    '__folio_alloc',
    '__folio_alloc_node',
    'filemap_alloc_folio',
    'vma_alloc_folio',
    'folio_alloc_mpol',
  ].map((name) => [name, 'struct folio *'] as const),
  ...[
    '__get_free_pages',
    '__get_free_page',
    'get_zeroed_page',
    '__get_dma_pages',
    'devm_get_free_pages',
    'wait_for_completion_timeout',
    'bitmap_alloc',
    'bitmap_zalloc',
  ].map((name) => [name, 'unsigned long '] as const),
  ...[
    'schedule_timeout',
    'schedule_timeout_interruptible',
    'schedule_timeout_uninterruptible',
    'wait_event_timeout',
    'wait_event_interruptible_timeout',
  ].map((name) => [name, 'long '] as const),
  ...['copy_from_user', 'copy_to_user', 'clear_user'].map((name) => [name, 'unsigned long '] as const),
  ...[
    'memalloc_noio_save',
    'memalloc_nofs_save',
    'memalloc_noreclaim_save',
    'memalloc_pin_save',
    'read_seqbegin',
    'read_seqcount_begin',
    'raw_read_seqcount',
    'raw_seqcount_begin',
    'raw_read_seqcount_begin',
  ].map((name) => [name, 'unsigned '] as const),
  ...['alloc_skb', '__alloc_skb', 'netdev_alloc_skb', 'dev_alloc_skb', 'skb_clone', 'skb_copy', 'nlmsg_new'].map(
    (name) => [name, 'struct sk_buff *'] as const,
  ),
  ...['kmem_cache_create', 'kmem_cache_create_usercopy'].map((name) => [name, 'struct kmem_cache *'] as const),
  ...['alloc_workqueue', 'alloc_ordered_workqueue', 'create_workqueue', 'create_singlethread_workqueue'].map(
    (name) => [name, 'struct workqueue_struct *'] as const,
  ),
  ...['kthread_run', 'kthread_create'].map((name) => [name, 'struct task_struct *'] as const),
  ...['vmap', 'ioremap', 'ioremap_wc', 'memdup_user', 'strndup_user', 'debugfs_create_dir', 'device_create'].map(
    (name) => [name, 'void *'] as const,
  ),
  ...['bio_alloc', 'bio_alloc_bioset', 'bio_kmalloc', 'bio_split', 'bio_alloc_clone'].map(
    (name) => [name, 'struct bio *'] as const,
  ),
]);

/** `T name();` for each primitive that the headers do not already declare or define. */
function prototypes(version: KernelVersion, written: string): string {
  const known = new Set(written.match(/\b[A-Za-z_]\w*(?=\()/g) ?? []);
  const lines = new Map<string, string>();
  for (const rows of Object.values(TABLES)) {
    for (const row of rows) {
      if (
        !inRange(row, version === '6.15' ? '99.0' : version) ||
        lines.has(row.name) ||
        row.name.startsWith('__builtin')
      )
        continue;
      // Declared above as a call or macro body use is no declaration: only these two forms are.
      if (known.has(row.name) && new RegExp(`(#define ${row.name}\\b|^[a-z].*\\b${row.name}\\()`, 'm').test(written))
        continue;
      const type = SPECIAL_TYPES.get(row.name) ?? RETURN_TYPES[effectsOf(row, 'smp', version).returns];
      lines.set(row.name, `${type}${row.name}();`);
    }
  }
  return ['/* One prototype per primitive of the tables. */', ...[...lines.values()].sort(), ''].join('\n');
}
