/** A rule's documentation page, made from what the rule says of itself. docs/rules/ID.md holds exactly this (tested). */
import type { RuleMeta } from './rule';

export function rulePage(meta: RuleMeta): string {
  const worlds = meta.worlds.map((world) => `\`${world}\``).join(', ');
  return [
    `# ${meta.id}: ${meta.title}`,
    '<!-- Generated from server/src/rules by `node scripts/rule-docs.mjs`. -->',
    meta.what,
    '## Why it matters',
    meta.why,
    '## What to do',
    meta.whatToDo,
    '## Example',
    'Reported:',
    code(meta.example.bad),
    'Not reported:',
    code(meta.example.good),
    '## Limits',
    meta.limits,
    `Worlds: ${worlds}. Default band: ${meta.band}.`,
    `Silence one finding with \`/* lockstep: allow ${meta.id}: reason */\` on its line or the line above.`,
    '## References',
    meta.references.map((reference) => `- ${reference}`).join('\n'),
    '',
  ]
    .join('\n\n')
    .replace(/\n\n$/, '\n');
}

const BANDS = `*proven*: one explicit feasible path leads there; shown by default. *likely*: something on the path is not known for
certain; shown by \`lockstep review\`, and by \`--band likely\` or the setting \`lockstep.band\`. *question*: what a reviewer
would ask. The band of a single finding may be less sure than its rule's, and a run that refutes it lowers it.`;

/** The list of all pages. */
export function rulesIndexPage(metas: readonly RuleMeta[]): string {
  const rows = [...metas]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((meta) => `| [${meta.id}](${meta.id}.md) | ${meta.title} | ${meta.band} |`);
  return [
    '# Rules',
    '<!-- Generated from server/src/rules by `node scripts/rule-docs.mjs`. -->',
    ['| rule | finds | default band |', '|---|---|---|', ...rows].join('\n'),
    BANDS,
    '',
  ]
    .join('\n\n')
    .replace(/\n\n$/, '\n');
}

function code(text: string): string {
  return `\`\`\`c\n${text}\n\`\`\``;
}
