/**
 * The sentence a reviewer writes under the line: what happens, and a question that names the way out. No "maybe": what is
 * not certain is asked, what was run is said to have been run.
 */
import type { FindingRule } from '../analysis/finding';
import type { World } from '../kernel/worlds';
import { RULES } from '../rules/index';
import type { FindingView } from './view';

/** By rule: what to ask for. Rules without a question of their own say what to do in their own words. */
const QUESTIONS: Readonly<Partial<Record<FindingRule, string>>> = {
  'sleep-in-atomic': 'Could this call move out of the section?',
  'gfp-in-atomic':
    'Could the allocation happen before the section is entered, or use flags that do not sleep, with its failure handled?',
  'invalid-wait-context': 'Could the inner lock be taken before the outer one, or the call move out of the section?',
  'lock-recursion': 'Is there a variant of the callee that expects the lock to be held?',
  'lock-imbalance': 'Should this way out release the lock as the others do?',
  'irq-flags-misuse': 'Could each level have a flags variable of its own, with the matching restore?',
  'irq-unsafe-lock': 'Should this be the irqsave form?',
  'lock-order': 'Could both places take the two locks in one order?',
  'seqlock-reader-in-writer': 'Could the reader be kept out of the write section?',
  'seqlock-writer-context': 'Could the writer be serialised, with interrupts off where a reader can interrupt it?',
  'seqlock-retry-missing': 'Where is the retry for this read section?',
  'seqlock-open-coded': 'Is there a reason not to use the seqcount API here?',
  'seqlock-printk': 'Could this move behind the end of the write section?',
  'trylock-only': 'Could this be a trylock, or be skipped in this mode?',
  'gfp-bits': 'Could the width of the mask and the tables be brought in step?',
  'gfp-flags-conflict': 'Which of the two is meant?',
  'slow-path-retry': 'What ends this loop?',
  'stale-after-unlock': 'Could the value be checked again once the lock is held again?',
  'wait-under-lock': 'Could the wait move behind the unlock?',
  'reclaim-recursion': 'Should this run in a scope that keeps reclaim out (memalloc_nofs_save())?',
  'percpu-unprotected': 'What keeps the task on its CPU here?',
  'page-lifecycle': 'Is that intended?',
  'rt-conditional': 'What is it needed for?',
  'inverted-check': 'Is this the test that is meant?',
  'contract-broken': 'Does the promise hold on this path?',
  'build-error': 'Does this build for you?',
};

/** Where one rule says several things, what to ask for each. */
const ASPECT_QUESTIONS: Readonly<Record<string, string>> = {
  'build-error undeclared': 'Should it be static, or is its declaration in a header missing?',
  'contract-broken unlooked': 'Where is the promise kept?',
  'contract-broken fault-injection': 'Should such requests leave it out?',
  'contract-broken watermark': 'Is the zone meant to be skipped then?',
  'contract-broken preparation': 'How is the promise kept with these options on?',
  'contract-broken boosted-wakeup': 'Should the wake-up be left to other requests?',
  'gfp-bits nested': 'Is the flag meant for direct page requests only?',
  'gfp-bits width-unseen': 'Is that line part of the patch?',
  'gfp-bits overlap': 'Which bit is meant?',
  'gfp-bits not-one-bit': 'Which bit is meant?',
  'gfp-flags-conflict combination': 'Should such a request warn, or fail?',
  'trylock-only high-order': 'Could it fail early for other orders?',
};

/** Where the way out hangs on what the message says. */
const MESSAGE_QUESTIONS: readonly { readonly rule: FindingRule; readonly says: RegExp; readonly question: string }[] = [
  {
    rule: 'invalid-wait-context',
    says: /with interrupts off, since local_irq_\w+\(\)/,
    question: 'Could the lock operation turn interrupts off itself (its _irqsave form)?',
  },
  {
    rule: 'page-lifecycle',
    says: /without prep_new_page\(\)/,
    question: 'Should it be prepared before it leaves here?',
  },
  {
    rule: 'page-lifecycle',
    says: /^a page is taken off a free list with/,
    question: 'Which lock protects the list here?',
  },
  { rule: 'gfp-bits', says: /has no name in/, question: 'Could it be added there?' },
  { rule: 'contract-broken', says: /away, not an NMI/, question: 'Should its comment say so?' },
];

/** Of what holds in one kind of kernel only, the question names it. */
const BUILD_QUESTIONS: Readonly<Record<World, string>> = {
  smp: 'Was this built with SMP?',
  rt: 'Was this built with PREEMPT_RT?',
  up: 'Was this built without SMP?',
};

export function commentOf(view: FindingView): string {
  const message = view.message.replace(/[.\s]+$/, '');
  // A rule that asks has asked.
  if (message.endsWith('?')) return upperFirst(message);
  const [world, ...others] = view.worlds;
  const special =
    view.rule === 'build-error' && world !== undefined && others.length === 0 ? BUILD_QUESTIONS[world] : undefined;
  const question =
    special ??
    MESSAGE_QUESTIONS.find(({ rule, says }) => rule === view.rule && says.test(message))?.question ??
    ASPECT_QUESTIONS[`${view.rule} ${view.aspect ?? ''}`] ??
    QUESTIONS[view.rule] ??
    RULES.find(({ meta }) => meta.id === view.rule)?.meta.whatToDo ??
    '';
  const fact = view.band === 'question' ? `I may be missing something here: ${message}.` : `${upperFirst(message)}.`;
  return question === '' ? fact : `${fact} ${question}`;
}

/** Function names, identifiers and words of C keep their spelling. */
function upperFirst(text: string): string {
  const word = /^[a-z]+(?=[\s,])/.exec(text)?.[0];
  return word === undefined || /^(?:struct|union|enum|static|unsigned)$/.test(word)
    ? text
    : text.charAt(0).toUpperCase() + text.slice(1);
}
