/** Small programs with one actor: what each world reports. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../src/kernel/worlds';
import type { ScenarioActor } from '../src/machine/scenario';
import type { ModelFrontEnd } from '../src/model/frontEnd';
import { actor, runText, verdictOf } from './machineSupport';
import { testFrontEnd } from './modelFrontEnd';

let frontEnd: ModelFrontEnd;
beforeAll(async () => {
  frontEnd = await testFrontEnd();
});

interface Case {
  readonly name: string;
  readonly text: string;
  readonly expected: Partial<Record<World, string>>;
  readonly context?: ScenarioActor['context'];
}

const LOCKS = `
static DEFINE_SPINLOCK(a);
static DEFINE_SPINLOCK(b);
static DEFINE_RAW_SPINLOCK(raw);
static DEFINE_MUTEX(m);
void __lockstep_report(const char *);
struct node { int value; struct node *next; struct list_head link; spinlock_t lock; };
`;

const CASES: readonly Case[] = [
  {
    name: 'a spinlock inside a raw one',
    text: 'void run(void) { raw_spin_lock(&raw); spin_lock(&a); spin_unlock(&a); raw_spin_unlock(&raw); }',
    expected: { smp: 'invalid-wait-context', rt: 'invalid-wait-context+sleeping-in-atomic' },
  },
  {
    name: 'sleeping under a spinlock',
    text: 'void run(void) { spin_lock(&a); might_sleep(); spin_unlock(&a); }',
    expected: { smp: 'sleeping-in-atomic', rt: 'sleeping-in-atomic' },
  },
  {
    name: 'a spinlock with preemption off is wrong on RT only',
    text: 'void run(void) { preempt_disable(); spin_lock(&a); spin_unlock(&a); preempt_enable(); }',
    expected: { smp: 'clean', rt: 'sleeping-in-atomic' },
  },
  {
    name: 'the same lock twice',
    text: 'void run(void) { spin_lock(&a); spin_lock(&a); spin_unlock(&a); spin_unlock(&a); }',
    expected: { smp: 'recursive-locking', rt: 'recursive-locking' },
  },
  {
    name: 'two instances of one class',
    text: 'void run(struct node *x, struct node *y) { spin_lock(&x->lock); spin_lock(&y->lock); spin_unlock(&y->lock); spin_unlock(&x->lock); }',
    expected: { smp: 'recursive-locking' },
  },
  {
    name: 'a trylock is not checked',
    text: 'void run(void) { raw_spin_lock(&raw); if (spin_trylock(&a)) spin_unlock(&a); raw_spin_unlock(&raw); }',
    expected: { smp: 'clean', rt: 'clean' },
  },
  {
    name: 'one error path keeps the lock',
    text: 'int run(int c) { spin_lock(&a); if (c == 3) return 1; spin_unlock(&a); return 1; }',
    expected: { smp: 'lock-imbalance', rt: 'lock-imbalance' },
  },
  {
    name: 'a helper that always returns with the lock',
    text: 'void run(void) { spin_lock(&a); }',
    expected: { smp: 'clean', rt: 'clean' },
  },
  {
    name: 'a helper that says by its value whether it locked',
    text: 'int run(int c) { if (c) { spin_lock(&a); return 1; } return 0; }',
    expected: { smp: 'clean' },
  },
  {
    name: "an unlock helper drops its caller's lock",
    text: 'void run(unsigned long *f) { spin_unlock_irqrestore(&a, *f); might_sleep(); }',
    expected: { smp: 'clean', rt: 'clean' },
  },
  {
    name: 'released twice',
    text: 'void run(void) { spin_lock(&a); spin_unlock(&a); spin_unlock(&a); }',
    expected: { smp: 'lock-imbalance' },
  },
  {
    name: 'interrupts enabled inside an irqsave region',
    text: 'void run(void) { unsigned long f; spin_lock_irqsave(&a, f); spin_lock_irq(&b); spin_unlock_irq(&b); spin_unlock_irqrestore(&a, f); }',
    expected: { smp: 'irqs-enabled-early', rt: 'clean' },
  },
  {
    name: 'a sleeping lock in a hard interrupt',
    text: 'void run(void) { mutex_lock(&m); mutex_unlock(&m); }',
    context: 'hardirq',
    expected: { smp: 'sleeping-in-atomic+invalid-wait-context', rt: 'sleeping-in-atomic+invalid-wait-context' },
  },
  {
    name: 'a spinlock in a threadable handler',
    text: 'void run(void) { spin_lock(&a); spin_unlock(&a); }',
    context: 'hardirq-threaded',
    expected: { smp: 'clean', rt: 'clean' },
  },
  {
    name: 'a spinlock in a hard interrupt',
    text: 'void run(void) { spin_lock(&a); spin_unlock(&a); }',
    context: 'hardirq',
    expected: { smp: 'invalid-wait-context', rt: 'invalid-wait-context+sleeping-in-atomic' },
  },
  {
    name: 'both orders in one run',
    text: 'void run(void) { spin_lock(&a); spin_lock(&b); spin_unlock(&b); spin_unlock(&a); spin_lock(&b); spin_lock(&a); spin_unlock(&a); spin_unlock(&b); }',
    expected: { smp: 'circular-locking', rt: 'circular-locking' },
  },
  {
    name: 'a null pointer',
    text: 'int run(struct node *n) { struct node *p = 0; if (!n->value) p = n; return p->value; }',
    expected: { smp: 'null-deref' },
  },
  {
    name: 'a null pointer that was tested',
    text: 'int run(struct node *n) { struct node *p = n->next; if (!p) return 0; return p->value; }',
    expected: { smp: 'clean' },
  },
  {
    name: 'tested too late',
    text: 'int run(struct node *n) { struct node *p = n->next; if (p) n = p; return p->value; }',
    expected: { smp: 'null-deref' },
  },
  {
    name: 'past the end of an array',
    text: 'int run(void) { int x[4]; x[0] = 1; return x[4]; }',
    expected: { smp: 'out-of-bounds' },
  },
  {
    name: 'a loop over the unknown ends',
    text: 'int run(struct node *n) { int s = 0; while (n->next) { s++; n = n->next; } return s; }',
    expected: { smp: 'clean' },
  },
  {
    name: 'a list: what was added is found by its member',
    text: `struct list_head h;
      int run(struct node *n) { struct node *f; INIT_LIST_HEAD(&h); n->value = 7; list_add(&n->link, &h);
        f = container_of(h.next, struct node, link); if (f->value != 7) __lockstep_report("warning"); list_del(&n->link); if (!list_empty(&h)) __lockstep_report("warning"); return 0; }`,
    expected: { smp: 'clean' },
  },
  {
    name: 'the same unknown branches alike',
    text: 'int run(int x) { if (x > 3) { if (x == 2) __lockstep_report("warning"); } else if (x > 5) __lockstep_report("warning"); if ((x & 4) && !(x & 4)) __lockstep_report("warning"); return 0; }',
    expected: { smp: 'clean' },
  },
  {
    name: 'unsigned and signed meet as C has it',
    text: 'int run(void) { unsigned int u = 0; int i = -1; if (i < u) __lockstep_report("warning"); if (u - 1 < u) __lockstep_report("warning"); return 0; }',
    expected: { smp: 'clean' },
  },
  {
    name: 'a structure copy is a copy',
    text: 'int run(struct node *n) { struct node c; n->value = 1; c = *n; n->value = 2; if (c.value != 1) __lockstep_report("warning"); return 0; }',
    expected: { smp: 'clean' },
  },
  {
    name: 'an unknown function',
    text: 'int nobody_knows(int); int run(void) { return nobody_knows(3); }',
    expected: { smp: 'inconclusive: nobody_knows() is not modelled' },
  },
  {
    name: 'a splat stays a splat',
    text: 'int nobody_knows(int); int run(void) { spin_lock(&a); nobody_knows(3); might_sleep(); spin_unlock(&a); return 0; }',
    expected: { smp: 'sleeping-in-atomic' },
  },
  {
    name: 'a static local keeps its value',
    text: 'static int next(void) { static int n = 4; return ++n; } int run(void) { next(); if (next() != 6) __lockstep_report("warning"); return 0; }',
    expected: { smp: 'clean' },
  },
];

describe('programs with one actor', () => {
  for (const test of CASES) {
    for (const [world, expected] of Object.entries(test.expected)) {
      it(`${test.name} (${world})`, () => {
        const outcome = runText(frontEnd, LOCKS + test.text, world as World, [
          actor('run', test.context === undefined ? {} : { context: test.context }),
        ]);
        expect(verdictOf(outcome)).toBe(expected);
      });
    }
  }
});
