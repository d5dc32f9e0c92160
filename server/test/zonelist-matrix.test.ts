/**
 * The verdict matrix of the zonelist counter: per scenario and world, per variant, what must come out and nothing else of what
 * the scenario asks about. The words stand here only; the model has none of them.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { World } from '../src/kernel/worlds';
import type { ModelFrontEnd } from '../src/model/frontEnd';
import { findScenario } from '../src/model/scenarios';
import { rerun } from '../src/replay/rerun';
import { simulateScenario } from '../src/replay/scenario';
import { testFrontEnd } from './modelFrontEnd';

let frontEnd: ModelFrontEnd;
beforeAll(async () => {
  frontEnd = await testFrontEnd();
});

/** '-' nothing of what is asked. */
const WORDS: Readonly<Record<string, string>> = {
  L: 'livelock',
  D: 'deadlock',
  S: 'sleeping-in-atomic',
  M: 'missed-retry',
  N: 'needless-failure',
  B: 'build-error',
  W: 'warning',
  C: 'context-leak',
};

const COLUMNS = 'V0 V1 V2 V3-S V3 V4 V5 V6a V6a-n V6a-n-def V6b V6b-n V7a V7b';

/** Scenario, world, base, then a cell per column; blank cells are '.': not asked. */
const MATRIX = `
Z1/hardirq smp 6.12   -  L  -  -  -  -  -  -  -  -  -  -  -  -
Z1/softirq smp 6.12   -  L  -  -  -  -  -  -  -  -  -  -  -  -
Z1         rt  6.12   -  -  S  -  -  -  -  -  L  L  -  -  -  -
Z2         smp 6.12   -  D  -  -  -  -  -  -  L  -  -  L  -  -
Z2         rt  6.12   -  -  S  -  -  -  -  -  -  -  -  -  -  -
Z2b        smp 6.12   -  -  -  D  -  -  -  -  -  -  -  -  -  -
Z2b        smp 6.1    -  D  -  D  -  -  -  -  L  L  -  L  -  -
Z2c        smp 6.12   -  D  -  D  D  -  -  -  L  L  -  L  -  -
Z3         smp 6.12   -  -  -  -  -  -  -  -  -  -  -  -  -  -
Z3         rt  6.12   -  -  S  -  -  -  -  -  -  -  -  -  -  -
Z4         rt  6.12   -  S  S  S  S  -  -  -  -  -  S  S  -  S
Z5/blocking smp 6.12  M  -  -  -  -  -  -  -  -  -  -  -  -  -
Z5/atomic  smp 6.12   M  -  -  -  -  N  N  N  -  -  N  -  -  -
Z6/blocking smp 6.12  M  -  -  -  -  -  -  -  -  -  -  -  M  M
Z6/blocking rt 6.12   M  -  S  -  -  -  -  -  -  -  -  -  M  -
Z6/atomic  smp 6.12   M  -  -  -  -  N  N  N  -  -  N  -  M  M
Z7         smp 6.12   -  -  -  -  -  -  -  -  -  -  -  -  -  -
Z7         rt  6.12   M  -  S  -  -  -  L  L  L  L  -  -  M  -
Z8         smp 6.12   .  LM .  .  .  .  LM LM .  .  .  .  M  .
Z9         smp 6.12   M  L  L  L  L  L  L  L  L  L  L  L  M  M
Z10        smp 6.12   .  -  -  -  -  -  M  -  -  -  -  -  -  -
Z11        smp 6.12   -  -  -  -  -  -  -  -  -  -  -  -  -  -
Z11        rt  6.12   -  -  -  -  -  -  B  -  -  -  -  -  -  -
Z12        smp 6.12   -  -  -  -  -  -  -  -  -  -  -  -  -  -
Z12        rt  6.12   -  -  S  -  -  -  -  -  -  -  -  -  -  -
Z13        smp 6.12   M  L  L  L  L  N  N  N  L  L  N  L  M  M
Z13        rt  6.12   M  D  SD D  D  N  N  N  L  L  D  D  M  D
Z14        smp 6.12   -  L  L  L  L  -  -  -  L  L  -  L  -  -
Z15        smp 6.12   L  -  -  -  -  -  -  -  -  -  -  -  -  -
Z15        smp 5.8    L  L  L  L  L  L  L  L  L  L  L  L  L  L
Z16        smp 6.12   .  LWC LWC LWC LWC . . . . . . . . .
Z17        smp 6.12   -  D  D  D  D  -  -  -  L  L  -  L  -  -
Z17        rt  6.12   -  D  SD D  D  -  -  -  L  L  D  D  -  D
`;

const ROWS = MATRIX.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));

for (const [id = '', world = '', base = '', ...cells] of ROWS) {
  describe(`${id} in ${world} on ${base}`, () => {
    for (const [index, variant] of COLUMNS.split(' ').entries()) {
      const cell = cells[index] ?? '.';
      if (cell === '.') continue;
      test(`${variant}: ${cell}`, () => {
        const { reports, exhausted, trace, verdict } = run(
          askedAs(id, base, variant),
          `${base}+${variant}`,
          world as World,
        );
        const asked = new Set<string>(findScenario(id)?.asks ?? []);
        const expected = [...cell].flatMap((letter) => WORDS[letter] ?? []);
        expect(reports.filter((kind) => asked.has(kind)).sort()).toEqual([...expected].sort());
        expect(exhausted).toBe(true);
        expect(verdict).not.toBe('inconclusive');
        // What is shown leads to what was asked about.
        if (expected.length > 0)
          expect(trace.some(({ event }) => expected.some((kind) => event === `report ${kind}`))).toBe(true);
      });
    }
  });
}

/** The forms that the third mail weighs are asked under the mail's own ids: S003-1 to S003-11 are Z1 to Z11. */
function askedAs(id: string, base: string, variant: string): string {
  const mail = id.replace(/^Z(\d+)(?=$|\/)/, 'S003-$1');
  const known = findScenario(mail);
  return base === '6.12' && known?.variants.includes(`6.12+${variant}`) === true ? mail : id;
}

test('the line of the third mail stands as eleven scenarios, asked in the matrix above', () => {
  const ids = ROWS.flatMap(([id = '', , base = '']) => askedAs(id, base, 'V5')).map((id) => id.split('/')[0]);
  for (let n = 1; n <= 11; n++) {
    expect(ids).toContain(`S003-${n}`);
    const [mail, own] = [findScenario(`S003-${n}`), findScenario(`Z${n}`)];
    expect({ ...mail, id: '', variants: [] }).toEqual({ ...own, id: '', variants: [] });
  }
});

function run(id: string, variant: string, world: World) {
  const again = simulateScenario({ id, variant, world, frontEnd });
  if (again.kind === 'unknown') throw new Error(again.message);
  return again.result;
}

describe('the whole of it', () => {
  test('two explorations agree to the last byte', () => {
    const once = () => run('Z2', '6.12+V1', 'smp');
    expect(once()).toEqual(once());
  });

  test('an id makes its run again: the same steps, the same reports, no exploration', () => {
    for (const [id, variant, world] of [
      ['Z1/hardirq', 'V1', 'smp'],
      ['Z2', 'V6a-n', 'smp'],
      ['Z7', 'V5', 'rt'],
      ['Z10', 'V5', 'smp'],
      ['Z13', 'V1', 'rt'],
      ['Z5/blocking', 'V3', 'smp'],
    ] as const) {
      const first = run(id, `6.12+${variant}`, world);
      const again = rerun(first.id, { frontEnd, load: () => undefined });
      if (again.kind === 'different') throw new Error(`${id}: ${again.reason}`);
      expect(again.result.trace).toEqual(first.trace);
      expect(first.reports).toEqual(expect.arrayContaining([...again.result.reports]));
      expect(again.result.console).toEqual(first.console);
      expect(rerun(`${first.id}1`, { frontEnd, load: () => undefined })).toMatchObject({ kind: 'different' });
    }
  });

  test('a variant of one world with both forms of Alternative 3 stands with V2 and V3', () => {
    for (const [id, world, like] of [
      ['Z1/hardirq', 'smp', 'V2'],
      ['Z2', 'smp', 'V2'],
      ['Z3', 'rt', 'V3'],
      ['Z7', 'rt', 'V3'],
    ] as const)
      expect(run(id, '6.12+Alt3', world).reports).toEqual(run(id, `6.12+${like}`, world).reports);
  });

  test('printing later: V6 with -n and -def passes Z2 where without -def it does not', () => {
    expect(run('Z2', '6.12+V6b-n-def', 'smp').reports).toEqual([]);
    expect(run('Z2', '6.12+V6b-n', 'smp').reports).toContain('livelock');
  });
});
