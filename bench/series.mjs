// A series of ten patches to fourteen files of a real tree, as `git format-patch` writes them, for measuring what a reviewer
// waits for. The edits are our own code; where they go is told by function, so that nothing of the kernel's text is kept here.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

/** Each: subject, message, and by file the edits in their order. One brings a bug in, one takes it out again, one keeps it. */
const PATCHES = [
  {
    subject: 'mm/page_alloc: count pages that the bulk free gives back',
    message: 'A counter beside the lock, for the statistics of the next patches.',
    edits: {
      'mm/page_alloc.c': [
        before('free_pcppages_bulk', [
          'static atomic_long_t pcp_bulk_freed;',
          '',
          'static void note_bulk_freed(struct zone *zone, int count)',
          '{',
          '\tlockdep_assert_held(&zone->lock);',
          '\tatomic_long_add(count, &pcp_bulk_freed);',
          '}',
          '',
        ]),
        afterCall('free_pcppages_bulk', 'spin_lock_irqsave', ['\tnote_bulk_freed(zone, count);']),
      ],
    },
  },
  {
    subject: 'mm/slub: check that the list lock is held when a slab is added',
    message: 'The callers all hold it.',
    edits: { 'mm/slub.c': [atStart('add_partial', ['\tlockdep_assert_held(&n->list_lock);'])] },
  },
  {
    subject: 'mm/vmscan: leave early when the task is being killed',
    message: 'Reclaim of an exiting task helps nobody but the others.',
    edits: {
      'mm/vmscan.c': [
        before('shrink_inactive_list', [
          'static bool reclaimer_exits(struct scan_control *sc)',
          '{',
          '\treturn !cgroup_reclaim(sc) && fatal_signal_pending(current);',
          '}',
          '',
        ]),
        atStart('shrink_inactive_list', ['\tif (reclaimer_exits(sc))', '\t\treturn 0;', '']),
      ],
    },
  },
  {
    subject: 'fs/buffer: remember the last writer of a buffer',
    message: 'A table that is filled on demand.',
    edits: {
      'fs/buffer.c': [
        before('mark_buffer_dirty', [
          'struct bh_writer {',
          '\tstruct list_head list;',
          '\tpid_t pid;',
          '};',
          '',
          'static DEFINE_SPINLOCK(bh_writer_lock);',
          'static LIST_HEAD(bh_writers);',
          '',
          'void note_buffer_writer(struct buffer_head *bh)',
          '{',
          '\tstruct bh_writer *writer;',
          '',
          '\tspin_lock(&bh_writer_lock);',
          '\twriter = kmalloc(sizeof(*writer), GFP_KERNEL);',
          '\tif (writer) {',
          '\t\twriter->pid = current->pid;',
          '\t\tlist_add(&writer->list, &bh_writers);',
          '\t}',
          '\tspin_unlock(&bh_writer_lock);',
          '}',
          '',
        ]),
      ],
      'include/linux/buffer_head.h': [afterInclude('linux/fs.h', ['', 'struct buffer_head;', 'void note_buffer_writer(struct buffer_head *bh);'])],
    },
  },
  {
    subject: 'fs/inode, fs/dcache: say what is expected of the callers',
    message: 'The locks are taken by the callers of both.',
    edits: {
      'fs/inode.c': [
        atStart('inode_add_lru', ['\tlockdep_assert_held(&inode->i_lock);', '']),
        before('evict_inodes', [
          'static void note_evicted(struct inode *inode)',
          '{',
          '\tspin_lock(&inode->i_lock);',
          '\tinode->i_state |= I_FREEING;',
          '\tspin_unlock(&inode->i_lock);',
          '}',
          '',
          'void note_all_evicted(struct inode **inodes, int number)',
          '{',
          '\twhile (number-- > 0)',
          '\t\tnote_evicted(inodes[number]);',
          '}',
          '',
        ]),
      ],
      'fs/dcache.c': [atStart('dentry_free', ['\tVM_WARN_ON_ONCE(!dentry);', ''])],
    },
  },
  {
    subject: 'workqueue: let callers ask whether a pool is idle',
    message: 'With the lock held, as everything that reads the pool.',
    edits: {
      'kernel/workqueue.c': [
        before('put_unbound_pool', [
          'static bool pool_is_idle(struct worker_pool *pool)',
          '{',
          '\tbool idle;',
          '',
          '\traw_spin_lock_irq(&pool->lock);',
          '\tidle = pool->nr_idle == pool->nr_workers;',
          '\traw_spin_unlock_irq(&pool->lock);',
          '\treturn idle;',
          '}',
          '',
          'bool workqueue_pool_idle(struct worker_pool *pool)',
          '{',
          '\treturn pool && pool_is_idle(pool);',
          '}',
          '',
        ]),
      ],
    },
  },
  {
    subject: 'rcu: a mutex for those who read the page cache',
    message: 'The cache is filled from a work item.',
    edits: {
      'kernel/rcu/tree.c': [
        before('fill_page_cache_func', [
          'static DEFINE_MUTEX(krc_reader_mutex);',
          '',
          'int krc_cached_pages(struct kfree_rcu_cpu *krcp)',
          '{',
          '\tunsigned long flags;',
          '\tint number;',
          '',
          '\traw_spin_lock_irqsave(&krcp->lock, flags);',
          '\tmutex_lock(&krc_reader_mutex);',
          '\tnumber = krcp->nr_bkv_objs;',
          '\tmutex_unlock(&krc_reader_mutex);',
          '\traw_spin_unlock_irqrestore(&krcp->lock, flags);',
          '\treturn number;',
          '}',
          '',
        ]),
      ],
    },
  },
  {
    subject: 'sched: a tracer of remote wake-ups',
    message: 'Off by default.',
    edits: {
      'kernel/sched/core.c': [
        before('ttwu_queue', [
          'static DEFINE_PER_CPU(unsigned long, ttwu_remote_count);',
          '',
          'static void note_remote_wakeup(struct task_struct *p, int cpu)',
          '{',
          '\tif (task_cpu(p) != cpu)',
          '\t\tthis_cpu_inc(ttwu_remote_count);',
          '}',
          '',
        ]),
        atStart('ttwu_queue', ['\tnote_remote_wakeup(p, cpu);']),
      ],
      'kernel/time/timer.c': [rename('timer_recalc_next_expiry', 'timer_update_next_expiry')],
    },
  },
  {
    subject: 'mm: name the per-zone drain after what it does',
    message: 'No change in what it does.',
    edits: {
      'mm/page_alloc.c': [rename('drain_pages_zone', 'drain_zone_pcplist')],
      'mm/memcontrol.c': [atStart('mem_cgroup_css_released', ['\tmight_sleep();'])],
      'mm/vmalloc.c': [atStart('purge_fragmented_blocks', ['\tVM_WARN_ON_ONCE(cpu < 0);'])],
    },
  },
  {
    subject: 'fs/buffer: do not sleep while noting a writer',
    message: 'The lock is a spinlock: allocate before it is taken.',
    edits: {
      'fs/buffer.c': [
        swap('note_buffer_writer', '\tspin_lock(&bh_writer_lock);', '\twriter = kmalloc(sizeof(*writer), GFP_KERNEL);'),
      ],
      'mm/swapfile.c': [
        atStart('scan_swap_map_slots', ['\tlockdep_assert_held(&si->lock);']),
      ],
    },
  },
];

/** The series as one mbox; needs git. */
export function makeSeries(tree) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-series-'));
  const git = (...args) => {
    const author = ['-c', 'user.name=A Developer', '-c', 'user.email=developer@example.org', '-c', 'core.autocrlf=false'];
    const result = spawnSync('git', [...author, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
    if (result.status !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`);
    return result.stdout;
  };
  try {
    for (const file of new Set(PATCHES.flatMap(({ edits }) => Object.keys(edits)))) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      cpSync(path.join(tree, file), path.join(folder, file));
    }
    writeFileSync(path.join(folder, '.gitattributes'), '*.[ch] diff=cpp\n');
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'base');
    for (const { subject, message, edits } of PATCHES) {
      for (const [file, changes] of Object.entries(edits)) {
        const at = path.join(folder, file);
        const lines = changes.reduce((rows, change) => change(rows), readFileSync(at, 'utf8').split('\n'));
        writeFileSync(at, lines.join('\n'));
      }
      git('commit', '-qsam', `${subject}\n\n${message}`);
    }
    return git('format-patch', '--stdout', '--cover-letter', '--thread', 'HEAD~10');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** First and last line of a function's definition. */
function find(rows, name) {
  for (let open = 0; open < rows.length; open++) {
    if (rows[open] !== '{') continue;
    let first = open - 1;
    while (first > 0 && /^[\t ]/.test(rows[first])) first--;
    if (new RegExp(`\\b${name}\\(`).test(rows[first])) return { first, open, last: rows.indexOf('}', open) };
  }
  throw new Error(`no function ${name}() in this tree`);
}

function before(name, added) {
  return (rows) => {
    let { first } = find(rows, name);
    // Its comment stays with it.
    if (/^ \*\//.test(rows[first - 1])) while (!rows[--first].startsWith('/*'));
    return rows.toSpliced(first, 0, ...added);
  };
}

/** After the declarations. */
function atStart(name, added) {
  return (rows) => {
    const { open, last } = find(rows, name);
    const blank = rows.indexOf('', open);
    const declares = blank !== -1 && blank < last && rows.slice(open + 1, blank).every((row) => !/^\tif|^\tfor|^\t\w+\(/.test(row));
    return rows.toSpliced(declares ? blank + 1 : open + 1, 0, ...added);
  };
}

function afterCall(name, callee, added) {
  return (rows) => {
    const { open } = find(rows, name);
    const at = rows.findIndex((row, index) => index > open && row.includes(`${callee}(`));
    return rows.toSpliced(at + 1, 0, ...added);
  };
}

function afterInclude(header, added) {
  return (rows) => rows.toSpliced(rows.findIndex((row) => row.includes(`<${header}>`)) + 1, 0, ...added);
}

function rename(from, to) {
  return (rows) => rows.map((row) => row.replace(new RegExp(`\\b${from}\\b`, 'g'), to));
}

function swap(name, one, other) {
  return (rows) => {
    const { open, last } = find(rows, name);
    return rows.map((row, at) => (at < open || at > last ? row : row === one ? other : row === other ? one : row));
  };
}

/** `node bench/series.mjs TREE > series.mbox` */
if (process.argv[1] === import.meta.filename) process.stdout.write(makeSeries(path.resolve(process.argv[2] ?? '.')));
