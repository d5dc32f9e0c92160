/** What the model needs of the front end to turn its C text into programs: a parser and the dialect, handed in by the caller. */
import type { CParser, Dialect } from '../syntax/api';

export interface ModelFrontEnd {
  readonly parser: CParser;
  readonly dialect: Dialect;
}
