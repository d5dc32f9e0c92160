/** `lockstep: allow` comments. */
import { expect, test } from 'vitest';
import type { Finding } from '../../src/analysis/finding';
import { applySuppressions } from '../../src/workspace/suppressions';

function findingAt(text: string, word: string): Finding {
  const start = text.indexOf(word);
  return {
    rule: 'lock-recursion',
    band: 'proven',
    worlds: ['smp'],
    function: 'f',
    span: { start, end: start + word.length },
    message: 'm',
    path: [],
    assumptions: [],
    witness: { kind: 'none', reason: 'test' },
  };
}

function apply(text: string) {
  return applySuppressions(text, [findingAt(text, 'BAD')], ['smp'], () => 'f');
}

test.each([
  ['int f;\n/* lockstep: allow lock-recursion: ordered by address */\nBAD;\n', 'ordered by address'],
  ['BAD; // lockstep: allow lock-recursion: ordered\n', 'ordered'],
  ['/*\n * lockstep: allow lock-recursion: the two locks\n * are ordered\n */\nBAD;\n', 'the two locks are ordered'],
])('%j silences with its reason', (text, reason) => {
  const { findings, suppressed } = apply(text);
  expect(findings).toEqual([]);
  expect(suppressed.map((entry) => entry.reason)).toEqual([reason]);
});

test.each([
  ['/* lockstep: allow lock-recursion */\nBAD;\n', ['suppression', 'lock-recursion'], /gives no reason/],
  ['/* lockstep: allow nonsense: because */\nBAD;\n', ['suppression', 'lock-recursion'], /names no rule/],
])('%j is itself a finding', (text, rules, message) => {
  const { findings, suppressed } = apply(text);
  expect(findings.map(({ rule }) => rule)).toEqual(rules);
  expect(findings[0]?.message).toMatch(message);
  expect(suppressed).toEqual([]);
});

test.each([
  'char *s = "/* lockstep: allow lock-recursion: no comment */";\nBAD;\n',
  '/* lockstep: allow lock-recursion: too far away */\n\nBAD;\n',
  '/* lockstep: allow gfp-in-atomic: another rule */\nBAD;\n',
])('%j silences nothing', (text) => {
  expect(apply(text).findings.map(({ rule }) => rule)).toEqual(['lock-recursion']);
});
