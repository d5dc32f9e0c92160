/** Which locks a text drops for others, by a look at it. */
import { expect, test } from 'vitest';
import { droppedNames } from '../../src/workspace/dropScan';

const within = (body: string): string => `void f(struct box *x)\n{\n\t${body}\n}\n`;

test.each([
  ['what it takes first it only gives back', 'mutex_lock(&x->a_mutex); mutex_unlock(&x->a_mutex);', []],
  ['a drop first', 'spin_unlock_irqrestore(&x->y.a_lock, flags); spin_lock(&x->y.a_lock);', ['a_lock']],
  ['a semaphore', 'up_read(&x->a_sem);', ['a_sem']],
  ['a wait that drops it', 'wait_event_lock_irq(x->queue, x->done, x->a_lock);', ['a_lock']],
  ['a helper that is handed it', 'lock_pages(); swap_pages(x, &x->a_lock);', ['a_lock']],
  ['its address by another name', 'ptl = &x->a_lock; spin_unlock(ptl);', ['a_lock']],
  ['a per-CPU lock', 'spin_unlock(&per_cpu_ptr(x, cpu)->a_lock);', ['a_lock']],
  ['a global', 'write_unlock(&list_lock);', ['list_lock']],
  ['assertions say nothing', 'lockdep_assert_held(&x->a_lock);', []],
  ['a scope gives back what it took', 'guard(mutex)(&x->a_mutex); scoped_guard(spinlock, &x->a_lock) x->n++;', []],
  ['setting it up', 'spin_lock_init(&x->a_lock); mutex_init(&x->a_mutex);', []],
])('%s', (_, body, dropped) => {
  expect(droppedNames(within(body))).toEqual(dropped);
});

test('a function takes nothing for the next one', () => {
  expect(droppedNames(within('mutex_lock(&x->a_mutex);') + within('mutex_unlock(&x->a_mutex);'))).toEqual(['a_mutex']);
});

test('a macro drops what it is handed', () => {
  expect(droppedNames('#define let_go(x) mutex_unlock(&(x)->a_mutex)\n')).toEqual(['a_mutex']);
});

test('an initialiser drops nothing', () => {
  expect(droppedNames('static struct box box = { .a_lock = __SPIN_LOCK_UNLOCKED(box.a_lock) };\n')).toEqual([]);
});
