/** A reader that waits for an even count, inside the write section that made it odd. */
import { lockText, stepAt, throughText, witnessTo } from '../analysis/report';
import { eventDetection, explainEvent } from './eventRule';
import { isNolock } from './gfp-in-atomic';
import type { Detection, Rule, Subject } from './rule';

/** The allocator's slow path reads it (mm/page_alloc.c: zonelist_iter_begin(), 6.0 and later). */
const ZONELIST_SEQ = 'global zonelist_update_seq';

export const seqlockReaderInWriter: Rule = {
  meta: {
    id: 'seqlock-reader-in-writer',
    title: 'Sequence counter read inside its own write section',
    what: 'A reader that spins until the sequence count is even is entered, directly or through a call, while the same CPU is inside the write section of that counter.',
    why: 'The count stays odd until the writer goes on, and the writer is the one that waits: the CPU spins for ever.',
    whatToDo:
      'Read the data plainly inside the write section (the writer is serialised), or move the call out of it. Allocate before write_seqlock().',
    references: [
      'Documentation/locking/seqlock.rst',
      'include/linux/seqlock.h',
      'mm/page_alloc.c: __build_all_zonelists()',
    ],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits: 'Readers in interrupts that can arrive inside the write section are not looked for here.',
    example: {
      bad: 'static DEFINE_SEQLOCK(example_seq);\nunsigned int example(void)\n{\n\tunsigned int seq;\n\n\twrite_seqlock(&example_seq);\n\tdo {\n\t\tseq = read_seqbegin(&example_seq);\n\t} while (read_seqretry(&example_seq, seq));\n\twrite_sequnlock(&example_seq);\n\treturn seq;\n}',
      good: 'static DEFINE_SEQLOCK(example_seq);\nunsigned int example(void)\n{\n\tunsigned int seq;\n\n\tdo {\n\t\tseq = read_seqbegin(&example_seq);\n\t} while (read_seqretry(&example_seq, seq));\n\twrite_seqlock(&example_seq);\n\twrite_sequnlock(&example_seq);\n\treturn seq;\n}',
    },
  },

  looksAt: 'function',

  detect(subject: Subject): readonly Detection[] {
    const found: Detection[] = [];
    for (const event of subject.fn.events) {
      const { happening, context } = event;
      if (happening.kind === 'seq-read' && happening.waits) {
        const section = context.seqWrites.find((s) => s.seq.term === happening.seq.term);
        if (section !== undefined)
          found.push(eventDetection(subject, event, [], { lock: section.seq, origin: section.where }));
      } else if (happening.kind === 'allocate' && !isNolock(happening.allocator)) {
        const section = context.seqWrites.find((s) => s.seq.class === ZONELIST_SEQ);
        if (section !== undefined)
          found.push(eventDetection(subject, event, [], { lock: section.seq, origin: section.where }));
      }
    }
    return found;
  },

  explain(subject, detection) {
    const { event, lock, origin } = detection;
    if (event === undefined || lock === undefined || origin === undefined)
      return { message: '', path: [], assumptions: [] };
    const call = event.chain.at(-1)?.call ?? '';
    const name = lockText(subject, lock);
    const act =
      event.happening.kind === 'allocate'
        ? `waits for ${name} in the allocator's slow path`
        : `waits for ${name} to become even`;
    const told = explainEvent(
      subject,
      detection,
      `${call}() ${act}${throughText(event)} inside its write section, since ${origin.call}() in ${origin.function}()`,
      `${call}() ${act}`,
    );
    return { ...told, path: [stepAt(subject.file, origin, `begins the write section of ${name}`), ...told.path] };
  },

  fixes: () => [],
  witness(subject, detection) {
    if (detection.event === undefined) return { kind: 'none', reason: 'no path' };
    const witness = witnessTo(subject, detection.event);
    return witness.kind === 'path' && detection.event.happening.kind === 'allocate'
      ? { ...witness, state: { pcp: 'empty', zone: 'low' } }
      : witness;
  },
};
