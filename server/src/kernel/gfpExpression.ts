/**
 * Reads and evaluates GFP expressions: names, numbers, | & ^ ~ << + -, parentheses, casts to gfp_t, BIT(). Unknown names
 * count as 0 and are reported; text that is no expression is reported too. 32 bits, unsigned.
 */

export interface GfpExpressionResult {
  /** Unsigned 32-bit value; unknown names count as 0. */
  readonly value: number;
  /** Names without a value, in order of first use. */
  readonly unknown: readonly string[];
  /** Names used, in order of first use. */
  readonly names: readonly string[];
  /** What is wrong with the text, if anything, and at which offset. */
  readonly error?: { readonly message: string; readonly at: number };
}

interface Token {
  readonly kind: 'name' | 'number' | 'operator';
  readonly text: string;
  readonly at: number;
}

/** Nesting bound: deeper text is an error, not a stack overflow. */
const MAX_DEPTH = 200;
const CAST_WORDS: ReadonlySet<string> = new Set(['gfp_t', '__force', 'unsigned', 'int', 'long', 'u32', 'const']);

class ExpressionError extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** `lookUp` gives the value of a name; `call` that of NAME(argument text), for IS_ENABLED(). */
export function evaluateExpression(
  text: string,
  lookUp: (name: string) => number | undefined,
  call?: (name: string, argument: string) => number | undefined,
): GfpExpressionResult {
  const names = new Set<string>();
  const unknown = new Set<string>();
  try {
    const tokens = tokenise(text);
    let next = 0;
    const peek = (): string | undefined => tokens[next]?.text;
    const place = (): number => tokens[next]?.at ?? text.length;
    const expect = (symbol: string): void => {
      if (peek() !== symbol) throw new ExpressionError(`expected '${symbol}'`, place());
      next++;
    };

    const binary = (level: number, depth: number): number => {
      const operators = LEVELS[level];
      if (operators === undefined) return unary(depth);
      let left = binary(level + 1, depth);
      for (let operator = peek(); operator !== undefined && operators.includes(operator); operator = peek()) {
        next++;
        left = apply(operator, left, binary(level + 1, depth));
      }
      return left;
    };

    const unary = (depth: number): number => {
      if (depth > MAX_DEPTH) throw new ExpressionError('nested too deeply', place());
      const token = tokens[next];
      if (token === undefined) throw new ExpressionError('expression ends early', text.length);
      next++;
      if (token.text === '~') return ~unary(depth + 1) >>> 0;
      if (token.text === '-') return -unary(depth + 1) >>> 0;
      if (token.text === '+') return unary(depth + 1);
      if (token.text === '(') return parenthesis(depth);
      if (token.kind === 'number') return Number(BigInt.asUintN(32, BigInt(token.text.replace(/[uUlL]+$/, ''))));
      if (token.kind === 'name') return peek() === '(' ? callValue(token, depth) : nameValue(token);
      throw new ExpressionError(`unexpected '${token.text}'`, token.at);
    };

    const parenthesis = (depth: number): number => {
      let end = next;
      while (CAST_WORDS.has(tokens[end]?.text ?? '')) end++;
      if (end > next && tokens[end]?.text === ')') {
        next = end + 1;
        return unary(depth + 1);
      }
      const value = binary(0, depth + 1);
      expect(')');
      return value;
    };

    const nameValue = (token: Token): number => {
      names.add(token.text);
      const value = lookUp(token.text);
      if (value === undefined) unknown.add(token.text);
      return (value ?? 0) >>> 0;
    };

    const callValue = (token: Token, depth: number): number => {
      next++;
      const from = place();
      if (token.text === 'BIT' || token.text === 'BIT_ULL') {
        const bit = binary(0, depth + 1);
        expect(')');
        return bit < 32 ? (1 << bit) >>> 0 : 0;
      }
      for (let open = 1; open > 0; next++) {
        if (tokens[next] === undefined) throw new ExpressionError("expected ')'", text.length);
        if (tokens[next]?.text === '(') open++;
        if (tokens[next]?.text === ')') open--;
      }
      const argument = text.slice(from, tokens[next - 1]?.at ?? text.length).trim();
      const value = call?.(token.text, argument);
      if (value === undefined) unknown.add(`${token.text}(${argument})`);
      return (value ?? 0) >>> 0;
    };

    const value = binary(0, 0);
    if (next < tokens.length) throw new ExpressionError(`unexpected '${peek() ?? ''}'`, place());
    return { value: value >>> 0, unknown: [...unknown], names: [...names] };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { value: 0, unknown: [...unknown], names: [...names], error: { message: error.message, at: error.at } };
  }
}

const LEVELS: readonly (readonly string[])[] = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-']];

function apply(operator: string, left: number, right: number): number {
  switch (operator) {
    case '|':
      return (left | right) >>> 0;
    case '^':
      return (left ^ right) >>> 0;
    case '&':
      return (left & right) >>> 0;
    case '<<':
      return right < 32 ? (left << right) >>> 0 : 0;
    case '>>':
      return right < 32 ? left >>> right : 0;
    case '+':
      return (left + right) >>> 0;
    default:
      return (left - right) >>> 0;
  }
}

function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|([A-Za-z_]\w*)|(0[xX][0-9a-fA-F]+[uUlL]*|\d+[uUlL]*)|(<<|>>|[|&^~()+-])/y;
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw new ExpressionError(`unexpected '${text.charAt(at)}'`, at);
    const [all, name, number] = match;
    if (name !== undefined) tokens.push({ kind: 'name', text: all, at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: all, at });
    else if (match[3] !== undefined) tokens.push({ kind: 'operator', text: all, at });
    at = pattern.lastIndex;
  }
  return tokens;
}
