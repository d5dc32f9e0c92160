/** What solving a function asked for, with the answers: while all are the same, so is the solution. */
export interface Asked {
  /** Hashes of callees' summaries, by name; '' where nothing is known. */
  readonly summaries: Map<string, string>;
  /** Effects of primitives, by name and number of arguments, as texts. */
  readonly effects: Map<string, string>;
}

/** Before a name among the summaries asked for: that of a first look. */
export const FIRST_LOOK = '~';
