/** Calls of tracepoints (include/linux/tracepoint.h 6.12): declared by macros that build their names, so that no body is found. */

/** `trace_NAME()` records its arguments and returns: it drops no lock of theirs and changes nothing of the caller's. */
export function isTracepoint(name: string): boolean {
  return /^trace_\w+$/.test(name) && !/lock|_enabled$|_get$|_put$/.test(name);
}
