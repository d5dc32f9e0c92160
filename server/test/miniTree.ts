/** A kernel tree of a few files in a temporary directory: what tests of whole-tree knowledge need, and nothing more. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export interface MiniTree {
  readonly root: string;
  readonly write: (treePath: string, text: string) => void;
  readonly remove: () => void;
}

export function miniTree(): MiniTree {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-tree-')));
  const write = (treePath: string, text: string): void => {
    const file = path.join(root, treePath);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  write('Makefile', 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\n');
  write('include/linux/locks.h', HEADER);
  write('mm/empty.c', '');
  write('arch/x86/include/asm/empty.h', '');
  return { root, write, remove: () => fs.rmSync(root, { recursive: true, force: true }) };
}

const HEADER = `
typedef struct spinlock { int count; } spinlock_t;
struct mutex { int count; };
#define DEFINE_SPINLOCK(x) spinlock_t x
#define DEFINE_MUTEX(x) struct mutex x
struct queue { spinlock_t lock; int length; };
void spin_lock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
void msleep(unsigned int ms);
void wait_for_device(int ms);
void flush_device(int ms);
void lock_queue(struct queue *queue);
void unlock_queue(struct queue *queue);
`;

/** Calls wait_for_device() under a spinlock. */
export const CALLER = `#include <linux/locks.h>
static DEFINE_SPINLOCK(lock);
static int caller(int x)
{
	spin_lock(&lock);
	wait_for_device(x);
	spin_unlock(&lock);
	return x;
}
`;

/** Another file's wait_for_device(), which sleeps. */
export const SLEEPER = `#include <linux/locks.h>
void wait_for_device(int ms)
{
	msleep(ms);
}
`;
