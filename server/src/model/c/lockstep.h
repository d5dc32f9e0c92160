/*
 * What the model asks of the machine it runs on. Every name here is a native of the machine; nothing else in model/c is.
 * Natives take no locks, never sleep and are not steps of their own in an interleaving.
 */

/* A word of the trace: 'pop', 'push', 'bulk', 'split', 'merge', 'wake', 'pin', 'unpin', 'return page', ... and a number (0: none). */
void __lockstep_event(const char *word, long number);

/* A report of CONTRACT's kinds, raised here: 'page-twice', 'bad-page', 'warning', 'needless-failure', 'kernel-bug'. */
void __lockstep_report(const char *kind);

/* A fresh object of `size` bytes whose type its first use decides; 0 is returned never. Contents unknown, or zero. */
void *__lockstep_new(unsigned long size);
void *__lockstep_new_zeroed(unsigned long size);
/* The object is gone: later accesses are use-after-free. */
void __lockstep_delete(const void *object);
/* A hidden mark on the object a pointer points into: which page or slab it came from. NULL if it was never set. */
void __lockstep_set_owner(const void *object, void *owner);
void *__lockstep_owner(const void *object);

/* Every `stride` bytes from `first` on, the array of that name reads `value` until it is written. */
void __lockstep_fill(void *array, void *first, unsigned long stride, long value);

/* How many pages users have: prepared for them and not taken back. */
long __lockstep_pages_out(void);

/* Any value. */
long __lockstep_any(void);

/* The scheduler's choice among 0..n-1: every value is explored. */
int __lockstep_choose(int n);
