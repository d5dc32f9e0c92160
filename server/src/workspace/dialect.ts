/** The dialect table, typed: grammars/ holds the data, syntax/ takes it as an argument. */
import table from '../../../grammars/dialect.json';
import type { Dialect } from '../syntax/api';

export const DIALECT: Dialect = table as unknown as Dialect;
