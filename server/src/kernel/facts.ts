/** kernelFacts(): the tables of one kernel version behind the interface of api.ts. */
import type { KernelFacts, KernelVersion } from './api';
import { callbackRegistration, operationContext } from './callbacks';
import type { CallEffects } from './effects';
import { lockKindFacts, lockKindOfType } from './lockKinds';
import { contextPredicate, valuePredicate } from './predicates';
import { effectsOf } from './primitives';
import type { Row } from './rows';
import { TABLES } from './tables';
import { inRange, nearestVersion } from './versions';
import type { World } from './worlds';

const ALL_NAMES: ReadonlySet<string> = new Set(
  Object.values(TABLES).flatMap((rows) => rows.flatMap((row) => [row.name, `${row.name}_noprof`])),
);

const MADE = new Map<KernelVersion, KernelFacts>();

/** The facts of `version`; other versions of trees go through nearestVersion(). One object per version, for ever. */
export function kernelFacts(version: KernelVersion): KernelFacts {
  const made = MADE.get(version) ?? makeFacts(version);
  MADE.set(version, made);
  return made;
}

/** The facts for a tree of any version: '6.12.117', '5.10'. */
export function kernelFactsFor(version: string): KernelFacts {
  return kernelFacts(nearestVersion(version));
}

/** The newest table version stands for everything newer too. */
function rangeVersion(version: KernelVersion): string {
  return version === '6.15' ? '99.0' : version;
}

function makeFacts(version: KernelVersion): KernelFacts {
  const rows = new Map<string, Row[]>();
  for (const table of Object.values(TABLES)) {
    for (const row of table) {
      if (!inRange(row, rangeVersion(version))) continue;
      const known = rows.get(row.name);
      if (known === undefined) rows.set(row.name, [row]);
      else known.push(row);
    }
  }
  const memo = new Map<string, CallEffects | undefined>();

  // Allocation profiling (6.10) gave allocator functions a second spelling; the macro of the plain name calls it.
  const rowsOf = (name: string): readonly Row[] | undefined =>
    rows.get(name) ?? (name.endsWith('_noprof') ? rows.get(name.slice(0, -'_noprof'.length)) : undefined);

  const lookup = (name: string, argumentCount: number, world: World): CallEffects | undefined => {
    const row = rowsOf(name)?.find(
      (candidate) => candidate.argumentCount === undefined || candidate.argumentCount === argumentCount,
    );
    return row === undefined ? undefined : effectsOf(row, world, version);
  };

  return {
    version,
    callEffects(name, argumentCount, world) {
      if (!ALL_NAMES.has(name)) return undefined;
      const key = `${world} ${argumentCount} ${name}`;
      if (!memo.has(key)) memo.set(key, lookup(name, argumentCount, world));
      return memo.get(key);
    },
    lockKind: lockKindFacts,
    lockKindOfType,
    isNoReturn: (name) =>
      rowsOf(name)?.some((row) => row.family === 'plain' && row.before.some((effect) => effect.kind === 'noreturn')) ===
      true,
    isPrimitive: (name) => ALL_NAMES.has(name),
    source: (name) => rowsOf(name)?.[0]?.source,
    contextPredicate,
    valuePredicate: (name) => valuePredicate(name, rangeVersion(version)),
    callbackRegistration: (name) => callbackRegistration(name, rangeVersion(version)),
    operationContext,
  };
}
