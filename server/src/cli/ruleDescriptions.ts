/** What SARIF says of the rules: their own words. */
import { RULES } from '../rules/index';
import type { RuleDescription } from './render/sarif';

export function ruleDescriptions(): readonly RuleDescription[] {
  return RULES.map(({ meta }) => ({
    id: meta.id,
    title: meta.title,
    text: `${meta.what} ${meta.why} ${meta.whatToDo}`,
    markdown: [
      `# ${meta.id}`,
      meta.what,
      `## Why`,
      meta.why,
      `## What to do`,
      meta.whatToDo,
      `## Example`,
      `\`\`\`c\n${meta.example.bad.trim()}\n\`\`\``,
      `better:`,
      `\`\`\`c\n${meta.example.good.trim()}\n\`\`\``,
      `## Limits`,
      meta.limits,
      ...(meta.references.length === 0
        ? []
        : ['## References', meta.references.map((reference) => `- ${reference}`).join('\n')]),
    ].join('\n\n'),
  }));
}
