/** test-fixtures/replay: own C, what each function's run must report first, per world and state. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { isWorld, type World } from '../src/kernel/worlds';
import type { ModelFrontEnd } from '../src/model/frontEnd';
import { simulateFunction } from '../src/replay/simulate';
import { parseStatePins } from '../src/replay/states';
import { codeUnderTest, testFrontEnd } from './modelFrontEnd';

const FOLDER = path.resolve(import.meta.dirname, '../../test-fixtures/replay');

interface Expectation {
  readonly function: string;
  readonly state: string;
  readonly world: World;
  /** A kind, 'clean', or several joined by '|'. */
  readonly first: string;
}

let frontEnd: ModelFrontEnd;
beforeAll(async () => {
  frontEnd = await testFrontEnd();
});

for (const file of readdirSync(FOLDER)
  .filter((name) => name.endsWith('.c'))
  .sort()) {
  const text = readFileSync(path.join(FOLDER, file), 'utf8');
  describe(file, () => {
    for (const wanted of expectations(text)) {
      test(`${wanted.function} [${wanted.state}] in ${wanted.world}`, () => {
        const state = parseStatePins(wanted.state);
        if (typeof state === 'string') throw new Error(state);
        const code = codeUnderTest(frontEnd, file, text, '6.12', wanted.world);
        const result = simulateFunction(code, wanted.function, {
          world: wanted.world,
          variant: '6.12',
          frontEnd,
          state,
        });
        const first = result.verdict === 'splat' ? (result.splat ?? 'splat') : result.verdict;
        expect(wanted.first.split('|'), result.reason).toContain(first);
        if (result.verdict === 'splat') {
          expect(result.console.length).toBeGreaterThan(0);
          expect(result.trace.map((step) => step.event).join('\n')).toContain(`report ${first}`);
        }
      });
    }
  });
}

function expectations(text: string): Expectation[] {
  const found: Expectation[] = [];
  let open: { readonly state: string; readonly worlds: string }[] = [];
  for (const line of text.split('\n')) {
    const mark = /^\/\/ simulate(?: \[([^\]]*)\])?: (.*)$/.exec(line);
    if (mark !== null) {
      open.push({ state: mark[1] ?? '', worlds: mark[2] ?? '' });
      continue;
    }
    const name = /(\w+)\(/.exec(line)?.[1];
    if (open.length === 0 || name === undefined) continue;
    for (const { state, worlds } of open) {
      for (const part of worlds.split(' ')) {
        const [world = '', first = ''] = part.split('=');
        if (isWorld(world)) found.push({ function: name, state, world, first });
      }
    }
    open = [];
  }
  return found;
}
