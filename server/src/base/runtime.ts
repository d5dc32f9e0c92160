/**
 * How the JavaScript engine spends its time. Programs call this first; nothing of what is computed hangs on it.
 */
import { setFlagsFromString } from 'node:v8';

/**
 * Bytes of bytecode a function runs before the optimising compiler looks at it. The default (132 KB in Node 20) compiles
 * hundreds of functions that a run over one file uses for a moment, and half of them again as the shapes they meet grow: a
 * cold check of mm/page_alloc.c took 3.3 s of processor time instead of 1.9 s, one of mm/ 45 s instead of 37 s.
 */
const INTERRUPT_BUDGET = 600_000;

export function tuneRuntime(): void {
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
}
