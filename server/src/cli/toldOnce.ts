/**
 * What is wrong between a function and its caller in another file is found from both sides. Where one run checks both files
 * it is told once: at the caller, whose context is its root.
 */
import type { FileView, FindingView } from '../review/view';

/** The views without findings that another of them tells, or silences, from the caller's side. */
export function toldOnce(views: readonly FileView[]): readonly FileView[] {
  const told = new Set<string>();
  for (const view of views)
    for (const finding of [...view.findings, ...view.suppressed.map((silenced) => silenced.finding)])
      if (finding.caller === undefined) told.add(keyOf(view, finding));
  return views.map((view) => {
    const findings = view.findings.filter((finding) => finding.caller === undefined || !told.has(keyOf(view, finding)));
    return findings.length === view.findings.length ? view : { ...view, findings };
  });
}

/** The rule, where the context begins, and what happens in it. */
function keyOf(view: FileView, { rule, path }: FindingView): string {
  const ends = [path[0], path.at(-1)].map((step) =>
    step === undefined ? '' : `${step.inTree ? step.file : (view.treePath ?? view.path)}:${step.line}`,
  );
  return [rule, ...ends].join(' ');
}
