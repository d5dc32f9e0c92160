/** What the runs of a finding say, as every text format and every list of levels shows it. */
import pc from 'picocolors';
import type { FindingView } from '../../review/view';

export function isConfirmed({ replay }: FindingView): boolean {
  return Object.values(replay ?? {}).some(({ verdict }) => verdict === 'confirmed');
}

/** A line per verdict, worlds that say the same together, and below it how to see the run. */
export function replayLines({ replay }: FindingView, colour: boolean): string[] {
  const paint = pc.createColors(colour);
  const said = new Map<string, { readonly worlds: string[]; readonly id: string | undefined }>();
  for (const [world, { verdict, splat, reason, id }] of Object.entries(replay ?? {})) {
    const word = verdict === 'confirmed' ? paint.red(verdict) : verdict;
    const details = [splat, reason].filter((detail) => detail !== undefined).join(': ');
    const text = details === '' ? word : `${word} (${details})`;
    const known = said.get(text);
    if (known === undefined) said.set(text, { worlds: [world], id });
    else known.worlds.push(world);
  }
  return [...said].flatMap(([text, { worlds, id }]) => [
    `    replay, ${worlds.join(', ')}: ${text}`,
    ...(id === undefined ? [] : [paint.dim(`      lockstep simulate --replay ${id}`)]),
  ]);
}
