/** Hover on a call that the fact tables know: what it does in each world, the lock's class and wait type, the context around it. */
import { lockText } from '../analysis/report';
import type { CallStep } from '../ir/ir';
import type { CallEffects, Effect } from '../kernel/effects';
import type { World } from '../kernel/worlds';
import type { WorldView } from '../workspace/api';
import { code, type HoverPlace, lineOf, table, worldPlaces } from './hoverPlace';
import { contextWords, effectWords, waitWords } from './words';

interface WorldRow {
  readonly world: World;
  readonly effects: CallEffects;
  readonly lock: Extract<Effect, { kind: 'acquire' | 'release' }> | undefined;
}

export function primitiveHover(place: HoverPlace): string | undefined {
  if (!/^\s*\(/.test(place.text.slice(place.word.end, place.word.end + 40))) return undefined;
  const call = callAt(place);
  const count = call?.argSpans.length ?? argumentCount(place.text, place.word.end);
  const rows = place.views.flatMap(({ world }): WorldRow[] => {
    const effects = place.facts.kernel.callEffects(place.name, count, world);
    return effects === undefined ? [] : [{ world, effects, lock: lockEffect(effects) }];
  });
  if (rows.length === 0) return undefined;
  const lock = rows.find((row) => row.lock !== undefined)?.lock;
  const places = worldPlaces(place);
  const operand = operandText(place, call, lock);
  const head = ['', ...rows.map(({ world }) => world)];
  const body: string[][] = [
    ['does', ...rows.map((row) => effectWords(row.effects, operand).join('; ') || 'nothing that counts here')],
  ];
  if (lock !== undefined) body.push(['wait type', ...rows.map((row) => waitOf(place, row))]);
  if (places.length > 0) {
    const around = (side: 'before' | 'after'): string[] =>
      rows.map(({ world }) => {
        const at = places.find((each) => each.world === world);
        return at === undefined ? '' : contextWords(at.contexts[side], (lock) => lockText(at, lock));
      });
    body.push(['before', ...around('before')], ['after', ...around('after')]);
  }
  return [title(place, lock, operand), table(head, body)].join('\n\n');
}

function title(place: HoverPlace, lock: WorldRow['lock'], operand: string): string {
  const at = `line ${lineOf(place.text, place.word.start)}`;
  if (lock === undefined) return `**${code(`${place.name}()`)}** ${at}`;
  const { cType } = place.facts.kernel.lockKind(lock.lockKind, place.views[0]?.world ?? 'smp');
  return `**${code(`${place.name}()`)}** on ${code(operand)}, a ${code(cType)}, ${at}`;
}

function waitOf(place: HoverPlace, { world, lock }: WorldRow): string {
  if (lock === undefined) return '';
  const facts = place.facts.kernel.lockKind(lock.lockKind, world);
  return `${waitWords(facts.wait)}${facts.sleepsToAcquire ? ', sleeps' : ', spins'}`;
}

function lockEffect(effects: CallEffects): WorldRow['lock'] {
  const all = [...effects.before, ...effects.onSuccess, ...effects.onFailure];
  return all.find(
    (effect): effect is Extract<Effect, { kind: 'acquire' | 'release' }> =>
      effect.kind === 'acquire' || effect.kind === 'release',
  );
}

/** The operand as written, less the address-of: `zone->lock`. */
function operandText(place: HoverPlace, call: CallStep | undefined, lock: WorldRow['lock']): string {
  if (lock === undefined) return 'the lock';
  if (typeof lock.lock !== 'number') return lock.name ?? 'the lock';
  const span = call?.argSpans[lock.lock];
  const written = span === undefined ? '' : place.text.slice(span.start, span.end).replace(/^&\s*/, '').trim();
  return written === '' ? (lock.name ?? 'the lock') : written;
}

function callAt(place: HoverPlace): CallStep | undefined {
  for (const view of place.views) {
    const found = callIn(view, place);
    if (found !== undefined) return found;
  }
  return undefined;
}

function callIn(view: WorldView, { word, name }: HoverPlace): CallStep | undefined {
  for (const fn of view.file.functions) {
    if (word.start < fn.span.start || fn.span.end < word.start) continue;
    for (const block of fn.blocks) {
      for (const step of block.steps)
        if (step.kind === 'call' && step.callee === name && step.span.start === word.start) return step;
    }
  }
  return undefined;
}

/** Commas at the outermost level; for calls that the lowering left out. */
function argumentCount(text: string, from: number): number {
  let depth = 0;
  let count = 0;
  for (let at = text.indexOf('(', from); at !== -1 && at < from + 2000; at++) {
    const character = text.charAt(at);
    if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return /\(\s*$/.test(text.slice(0, at)) ? 0 : count + 1;
    else if (character === ',' && depth === 1) count++;
  }
  return count;
}
