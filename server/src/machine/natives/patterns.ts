/**
 * Families of names that macros generate: page and folio flags, trace points. A flag nobody set is an unknown of its page
 * unless the page is the model's; trace points are off.
 */
import type { Machine } from '../machine';
import { isModelUnit } from '../ofModel';
import { derive } from '../unknowns';
import { type Pointer, spell, type Value } from '../values';
import { arg, type Native, type NativeCall } from './call';

type FlagOperation = 'test' | 'set' | 'clear' | 'test-set' | 'test-clear';

interface FlagName {
  readonly operation: FlagOperation;
  readonly flag: string;
}

/** 'SetPageDirty', '__ClearPageBuddy', 'folio_test_set_lru': the operation and the flag. */
function flagName(name: string): FlagName | undefined {
  const page = /^(TestSet|TestClear|Set|Clear|__Set|__Clear)?Page([A-Z][A-Za-z0-9]*?)(Excl)?$/.exec(name);
  if (page !== null)
    return { operation: PAGE_OPERATIONS[page[1] ?? ''] ?? 'test', flag: (page[2] ?? '').toLowerCase() };
  const folio = /^(?:__)?folio_(test_set|test_clear|test|set|clear)_([a-z0-9_]+)$/.exec(name);
  if (folio === null) return undefined;
  return {
    operation: (folio[1] ?? 'test').replace('_', '-') as FlagOperation,
    flag: (folio[2] ?? '').replace(/_/g, ''),
  };
}

const PAGE_OPERATIONS: Readonly<Record<string, FlagOperation>> = {
  '': 'test',
  TestSet: 'test-set',
  TestClear: 'test-clear',
  Set: 'set',
  __Set: 'set',
  Clear: 'clear',
  __Clear: 'clear',
};

function flagNative({ operation, flag }: FlagName): Native {
  return (machine, call) => {
    const page = machine.pointer(arg(machine, call, 0));
    const key = `flag ${flag} ${spell(page)}`;
    const unset = isPageOfModel(machine, page) ? 0 : derive('!=', { kind: 'unknown', key }, 0);
    const old: Value = machine.mark(key) ?? unset;
    if (operation === 'set' || operation === 'test-set') machine.setMark(key, 1);
    if (operation === 'clear' || operation === 'test-clear') machine.setMark(key, 0);
    return operation === 'set' || operation === 'clear' ? 0 : old;
  };
}

/** The model boots its pages without flags; a page that the code under test brings may have any. */
function isPageOfModel(machine: Machine, page: Pointer): boolean {
  return isModelUnit(machine.program.globalById(page.object)?.unit);
}

const NOTHING: Native = () => 0;

function isTracePoint(name: string): boolean {
  return /^(?:__)?trace_[a-z]/.test(name) && name !== 'trace_printk';
}

/** `trace_NAME_enabled()` asks a static key that is off until somebody switches the tracepoint on. */
const isSwitchedOn: Native = (machine, call) =>
  machine.scenario.amongOthers === true ? derive('!=', { kind: 'unknown', key: `tracepoint ${call.name}` }, 0) : 0;

/** `per_cpu(variable, cpu)` read as a value. */
function perCpuValue(machine: Machine, call: NativeCall): Value {
  const place = call.args[0]?.place;
  const cpu = machine.settle(call.args[1]?.value(machine) ?? 0);
  if (place?.kind !== 'memory' || typeof cpu !== 'number') return machine.freshUnknown(call.name);
  const pointer = machine.pointer(place.address(machine), place.type);
  return machine.load(
    machine.perCpu(pointer, cpu),
    place.type,
    machine.program.layouts.integerType(place.type),
    undefined,
  );
}

export function patternNative(name: string): Native | undefined {
  if (isTracePoint(name)) return name.endsWith('_enabled') ? isSwitchedOn : NOTHING;
  if (name === 'per_cpu') return perCpuValue;
  const flag = flagName(name);
  return flag === undefined ? undefined : flagNative(flag);
}
