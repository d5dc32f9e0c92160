/** Guard classes that a text defines itself: DEFINE_GUARD, DEFINE_LOCK_GUARD_0/1, DEFINE_FREE (include/linux/cleanup.h, 6.12). */
import type { MaskedText } from '../syntax/api';
import { argumentRanges } from './expand';
import type { GuardClass } from './options';

const definitions = /\bDEFINE_(GUARD|GUARD_COND|LOCK_GUARD_0|LOCK_GUARD_1|LOCK_GUARD_1_COND|FREE)\s*\(/g;

/** The classes of the text over those given. */
export function guardsOfText(
  masked: MaskedText,
  outer: ReadonlyMap<string, GuardClass> | undefined,
): ReadonlyMap<string, GuardClass> {
  const { original } = masked;
  if (
    !original.includes('DEFINE_GUARD') &&
    !original.includes('DEFINE_LOCK_GUARD') &&
    !original.includes('DEFINE_FREE')
  )
    return outer ?? new Map();
  const guards = new Map(outer ?? []);
  for (const match of original.matchAll(definitions)) {
    const start = match.index;
    if (masked.inactive.some((span) => span.start <= start && start < span.end)) continue;
    if (/#\s*define\s+$/.test(original.slice(Math.max(0, start - 40), start))) continue;
    const args =
      argumentRanges(original, start + match[0].length - 1, original.length)?.args.map((range) =>
        original.slice(range.start, range.end),
      ) ?? [];
    add(guards, match[1] ?? '', args);
  }
  return guards;
}

function add(guards: Map<string, GuardClass>, kind: string, args: readonly string[]): void {
  const [name, type, third, fourth] = args;
  if (name === undefined || type === undefined) return;
  switch (kind) {
    case 'FREE': {
      const release = calledName(third);
      if (release !== undefined) guards.set(name, { acquire: '', release });
      return;
    }
    case 'LOCK_GUARD_0': {
      const acquire = calledName(type);
      const release = calledName(third);
      if (acquire !== undefined && release !== undefined) guards.set(name, { acquire, release, argument: false });
      return;
    }
    case 'GUARD':
    case 'LOCK_GUARD_1': {
      const acquire = calledName(third);
      const release = calledName(fourth);
      const flags = /->flags\b/.test(third ?? '');
      if (acquire !== undefined && release !== undefined)
        guards.set(name, flags ? { acquire, release, flags } : { acquire, release });
      return;
    }
    default: {
      // DEFINE_GUARD_COND(mutex, _try, mutex_trylock(_T)): class mutex_try, released as mutex is.
      const acquire = calledName(third);
      const base = guards.get(name);
      if (acquire === undefined || base === undefined) return;
      const zero =
        /==\s*0|\b_RET\s*==\s*0/.test(third ?? '') || acquire.includes('interruptible') || acquire.includes('killable');
      guards.set(`${name}${type}`, { ...base, acquire, conditional: zero ? 'zero' : 'nonzero' });
    }
  }
}

/** The last call of the text: `if (_T) kfree(_T)` frees by kfree. */
function calledName(text: string | undefined): string | undefined {
  const names = [...(text ?? '').matchAll(/([A-Za-z_]\w*)\s*\(/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => !['if', 'while', 'sizeof', 'IS_ERR_OR_NULL', 'IS_ERR', 'likely', 'unlikely'].includes(name));
  return names[0];
}
