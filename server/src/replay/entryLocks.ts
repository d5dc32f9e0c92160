/** Locks a witness says are held at entry, spelled over the entry's parameters, as primitives the machine runs first. */
import type { FunctionIr } from '../ir/ir';
import type { CType, Declarations } from '../ir/types';
import type { KernelFacts } from '../kernel/api';
import type { LockKind } from '../kernel/effects';
import type { EntryCall } from '../machine/scenario';

const TAKES: Partial<Readonly<Record<LockKind, string>>> = {
  raw_spinlock: 'raw_spin_lock',
  spinlock: 'spin_lock',
  rwlock: 'write_lock',
  mutex: 'mutex_lock',
  rt_mutex: 'rt_mutex_lock',
  rwsem: 'down_write',
  semaphore: 'down',
  seqlock: 'write_seqlock',
  local_lock: 'local_lock',
};

/** undefined: the spelling names no lock that could be followed. */
export function entryCall(
  spelling: string,
  ir: FunctionIr,
  declarations: Declarations,
  facts: KernelFacts,
): EntryCall | undefined {
  if (/^rcu(_read)?(_lock)?(\(\))?$/.test(spelling)) return { primitive: 'rcu_read_lock' };
  const parts = spelling
    .replace(/^&\s*/, '')
    .replace(/[()\s]/g, '')
    .split(/->|\./);
  const [root = '', ...path] = parts;
  if (!parts.every((part) => /^[A-Za-z_]\w*$/.test(part))) return undefined;
  const parameter = ir.variables.slice(0, ir.parameterCount).findIndex((v) => v.name === root);
  const rootType = parameter === -1 ? declarations.global(root)?.type : ir.variables[parameter]?.type;
  if (rootType === undefined) return undefined;
  const type = memberType(rootType, path, declarations);
  const kind =
    type?.kind === 'named'
      ? facts.lockKindOfType(type.name)
      : type?.kind === 'record'
        ? facts.lockKindOfType(`struct ${type.tag}`)
        : undefined;
  const primitive = kind === undefined ? undefined : TAKES[kind];
  if (primitive === undefined) return undefined;
  return parameter === -1 ? { primitive, lock: { global: root, path } } : { primitive, lock: { parameter, path } };
}

function memberType(root: CType, path: readonly string[], declarations: Declarations): CType | undefined {
  let type: CType | undefined = stripPointer(root, declarations);
  for (const name of path) {
    if (type?.kind !== 'record') return undefined;
    const field: { readonly type: CType } | undefined = declarations
      .record(type.tag, type.union)
      ?.fields.find((f) => f.name === name);
    type = field === undefined ? undefined : stripPointer(field.type, declarations);
  }
  return type;
}

/** Behind pointers; typedefs of records are followed, typedefs of locks keep their name. */
function stripPointer(type: CType, declarations: Declarations): CType {
  let current = type;
  for (let i = 0; i < 8; i++) {
    if (current.kind === 'pointer') current = current.to;
    else if (current.kind === 'named') {
      const next = declarations.typedef(current.name);
      if (next === undefined || (next.kind !== 'pointer' && next.kind !== 'named')) return current;
      current = next;
    } else return current;
  }
  return current;
}
