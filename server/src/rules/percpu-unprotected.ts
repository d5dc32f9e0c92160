/** Per-CPU data used after its pin is gone, or updated where PREEMPT_RT leaves preemption on. */
import { perCpuProblems } from '../analysis/perCpu';
import type { Detection, Rule, Subject } from './rule';

export const percpuUnprotected: Rule = {
  meta: {
    id: 'percpu-unprotected',
    title: 'Per-CPU data without its pin',
    what: 'A pointer from this_cpu_ptr() or get_cpu_ptr() is followed after the section that pinned it has ended, or __this_cpu_add() and its kin stand under nothing but a lock that leaves preemption on for PREEMPT_RT.',
    why: 'The task may have moved to another CPU, whose owner changes the same data; or another task on this CPU comes in between the load and the store: updates are lost.',
    whatToDo:
      'Keep the pin until the last use, use this_cpu_add() (one instruction) instead of __this_cpu_add(), local_lock() for longer sections, or preempt_disable_nested() where other kernels have preemption off already.',
    references: [
      'include/linux/percpu-defs.h',
      'include/linux/preempt.h: preempt_disable_nested()',
      'Documentation/locking/locktypes.rst: spinlock_t and PREEMPT_RT',
    ],
    band: 'likely',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'What callers pin is not known; only sections that the function itself opens are judged. A lock that every user of the data takes makes the update right: then say so in a comment.',
    example: {
      bad: '#include <linux/percpu.h>\nstruct example { int value; };\nstatic DEFINE_PER_CPU(struct example, examples);\nvoid example(void)\n{\n\tstruct example *e = get_cpu_ptr(&examples);\n\n\tput_cpu_ptr(&examples);\n\te->value++;\n}',
      good: '#include <linux/percpu.h>\nstruct example { int value; };\nstatic DEFINE_PER_CPU(struct example, examples);\nvoid example(void)\n{\n\tstruct example *e = get_cpu_ptr(&examples);\n\n\te->value++;\n\tput_cpu_ptr(&examples);\n}',
    },
  },

  detect(subject: Subject): readonly Detection[] {
    const { fn } = subject.fn;
    return perCpuProblems(subject.file, fn).map((problem) => ({
      span: problem.span,
      function: fn.name,
      band: 'likely' as const,
      reasons: [],
      once: true as const,
      variant: problem.kind,
    }));
  },

  explain(subject, detection) {
    const { fn } = subject.fn;
    const problem = perCpuProblems(subject.file, fn).find(
      (p) => p.kind === detection.variant && p.span.start === detection.span.start,
    );
    if (problem === undefined) return { message: '', path: [], assumptions: [] };
    const { origin } = problem;
    const message =
      problem.kind === 'after-unpin'
        ? `per-CPU data is used after ${origin.call}() has ended the section that pinned it`
        : `${problem.call}() updates per-CPU data under ${origin.call}(), which leaves preemption on: another task on this CPU can come in between`;
    return {
      message,
      path: [
        {
          file: '',
          span: origin.span,
          function: fn.name,
          text: problem.kind === 'after-unpin' ? 'the pin ends' : 'no pin against other tasks',
        },
        { file: '', span: detection.span, function: fn.name, text: 'uses the data of this CPU' },
      ],
      assumptions: problem.kind === 'preemptible' ? ['not every user of the data takes that lock'] : [],
    };
  },

  fixes: () => [],
  witness: () => ({ kind: 'none', reason: 'a lost update is no report of the kernel' }),
};
