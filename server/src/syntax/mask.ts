/**
 * The length-preserving mask (docs/architecture.md, syntax): what the grammar of C cannot parse becomes what it can, in
 * place, and what was replaced is recorded as marks. A pure function of text, dialect table and facts.
 */
import type { Dialect, MaskedText, PreprocessorFacts } from './api';
import { Canvas } from './canvas';
import { compileDialect } from './dialect';
import { dropAttributes, matchBrackets } from './maskAttributes';
import type { MaskState } from './maskState';
import { maskStatements } from './maskStatements';
import { maskTopLevel } from './maskTopLevel';
import { type Preprocessed, preprocess } from './preprocess';

/** Masks one text for one world. Never throws on any text; linear in its length. */
export function maskText(text: string, dialect: Dialect, facts: PreprocessorFacts): MaskedText {
  return maskSource(text, preprocess(text, facts), dialect);
}

/** Masks a part of a file that holds no directives; `macros` are those of the file. */
export function maskFragment(text: string, dialect: Dialect, macros: Preprocessed['macros']): MaskedText {
  return maskSource(text, { ...preprocess(text, NOTHING_KNOWN), macros }, dialect);
}

const NOTHING_KNOWN: PreprocessorFacts = { id: '', isDefined: () => undefined, valueOf: () => undefined };

function maskSource(text: string, source: Preprocessed, dialect: Dialect): MaskedText {
  const compiled = compileDialect(dialect);
  const canvas = new Canvas(text);
  for (const span of source.blanks) canvas.blank(span.start, span.end);
  const marks: MaskState['marks'] = [];
  const words = dropAttributes(text, source.tokens, compiled, canvas, marks);
  const { partner, unpaired } = matchBrackets(text, source.tokens);
  const state: MaskState = {
    text,
    canvas,
    dialect: compiled,
    macros: source.macros,
    tokens: source.tokens,
    words,
    partner,
    marks,
    functions: [],
    done: new Map(),
  };
  maskTopLevel(state);
  maskStatements(state);
  marks.sort((left, right) => left.span.start - right.span.start || left.span.end - right.span.end);
  return {
    original: text,
    text: canvas.toString(),
    marks,
    inactive: source.inactive,
    defines: source.defines,
    undefs: source.undefs,
    includes: source.includes,
    functions: state.functions,
    unpaired,
  };
}
