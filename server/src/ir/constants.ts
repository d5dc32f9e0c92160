/**
 * Integer constants: folding of operators in C's types, and evaluation of constant expressions from text (enum values,
 * array bounds, object-like macros). What is not constant is undefined, never guessed.
 */
import type { PreprocessorFacts } from '../syntax/api';
import { commonType, intType, promote, unsignedLongType, wrapInteger } from './ctypes';
import { argumentRanges, expandMacro } from './expand';
import type { BinaryOperator } from './ir';
import { type IntegerLiteral, parseCharacter, parseInteger } from './literals';
import { resolveType } from './resolve';
import { alignOf, sizeOf } from './sizes';
import { closingToken, type Token, tokenise } from './tokens';
import type { CType, Declarations } from './types';
import { beginsType, readType } from './typeText';

const maximumDepth = 40;

/** Folds one operator over constants as the machine's integers would; undefined for division by zero and odd shifts. */
export function foldBinary(
  operator: BinaryOperator,
  a: bigint,
  b: bigint,
  left: CType,
  right: CType,
): IntegerLiteral | undefined {
  const shift = operator === '<<' || operator === '>>';
  const type = shift ? promote(left) : commonType(left, right);
  const x = wrapInteger(a, type);
  const y = shift ? b : wrapInteger(b, type);
  const truth = (value: boolean): IntegerLiteral => ({ value: value ? 1n : 0n, type: intType });
  const number = (value: bigint): IntegerLiteral => ({ value: wrapInteger(value, type), type });
  switch (operator) {
    case '+':
      return number(x + y);
    case '-':
      return number(x - y);
    case '*':
      return number(x * y);
    case '/':
      return y === 0n ? undefined : number(x / y);
    case '%':
      return y === 0n ? undefined : number(x % y);
    case '<<':
      return y < 0n || y > 63n ? undefined : number(x << y);
    case '>>':
      return y < 0n || y > 63n ? undefined : number(x >> y);
    case '&':
      return number(x & y);
    case '|':
      return number(x | y);
    case '^':
      return number(x ^ y);
    case '==':
      return truth(x === y);
    case '!=':
      return truth(x !== y);
    case '<':
      return truth(x < y);
    case '<=':
      return truth(x <= y);
    case '>':
      return truth(x > y);
    case '>=':
      return truth(x >= y);
    case '&&':
      return truth(x !== 0n && y !== 0n);
    case '||':
      return truth(x !== 0n || y !== 0n);
  }
}

/** What names mean while a constant is evaluated. */
export interface ConstantScope {
  readonly declarations: Declarations;
  readonly preprocessor?: PreprocessorFacts | undefined;
  /** Names being expanded, against cycles. */
  readonly active?: ReadonlySet<string>;
}

/** The value of a constant expression given as text, or undefined if it is none (or leans on something unknown). */
export function evaluateConstant(text: string, scope: ConstantScope): IntegerLiteral | undefined {
  if (text.length > 4000) return undefined;
  const reader = new ConstantReader(text, tokenise(text), scope);
  const value = reader.expression(0);
  return reader.atEnd() ? value : undefined;
}

const precedence: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '<=': 7,
  '>': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};

/** Object-like macros of configuration, whose value is whether they are set. */
const configTests = new Set(['IS_ENABLED', 'IS_BUILTIN', 'IS_MODULE', 'IS_REACHABLE']);

/** One pass over the tokens of one text. A failed read stays failed: `atEnd` is then false. */
class ConstantReader {
  private at = 0;
  private failed = false;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
    private readonly scope: ConstantScope,
  ) {}

  atEnd(): boolean {
    return !this.failed && this.at === this.tokens.length;
  }

  expression(minimum: number): IntegerLiteral | undefined {
    if (++this.depth > maximumDepth) return this.fail();
    let left = this.unary();
    while (left !== undefined) {
      const operator = this.tokens[this.at]?.text ?? '';
      if (operator === '?' && minimum <= 0) {
        this.at++;
        const then = this.tokens[this.at]?.text === ':' ? left : this.expression(0);
        if (!this.accept(':')) return this.fail();
        const otherwise = this.expression(0);
        if (then === undefined || otherwise === undefined) return this.fail();
        const type = commonType(then.type, otherwise.type);
        left = { value: wrapInteger(left.value !== 0n ? then.value : otherwise.value, type), type };
        continue;
      }
      const strength = precedence[operator];
      if (strength === undefined || strength < Math.max(minimum, 1)) break;
      this.at++;
      const right = this.expression(strength + 1);
      if (right === undefined) return this.fail();
      left = foldBinary(operator as BinaryOperator, left.value, right.value, left.type, right.type);
      if (left === undefined) return this.fail();
    }
    this.depth--;
    return left;
  }

  private fail(): undefined {
    this.failed = true;
    return undefined;
  }

  private accept(text: string): boolean {
    if (this.tokens[this.at]?.text !== text) return false;
    this.at++;
    return true;
  }

  private unary(): IntegerLiteral | undefined {
    const token = this.tokens[this.at];
    if (token === undefined || ++this.depth > maximumDepth) return this.fail();
    const value = this.unaryAt(token);
    this.depth--;
    return value;
  }

  private unaryAt(token: Token): IntegerLiteral | undefined {
    if (token.kind === 'number') {
      this.at++;
      return parseInteger(token.text) ?? this.fail();
    }
    if (token.kind === 'character') {
      this.at++;
      return parseCharacter(token.text);
    }
    if (token.kind === 'word') return this.word(token);
    this.at++;
    switch (token.text) {
      case '(':
        return this.parenthesis();
      case '+':
        return this.unary();
      case '-':
      case '~':
      case '!': {
        const operand = this.unary();
        if (operand === undefined) return undefined;
        if (token.text === '!') return { value: operand.value === 0n ? 1n : 0n, type: intType };
        const type = promote(operand.type);
        return { value: wrapInteger(token.text === '-' ? -operand.value : ~operand.value, type), type };
      }
      default:
        return this.fail();
    }
  }

  /** A cast or a parenthesised expression; the opening one is consumed. */
  private parenthesis(): IntegerLiteral | undefined {
    const first = this.tokens[this.at];
    if (first?.kind === 'word' && this.startsType(first)) {
      const read = readType(this.tokens, this.at, this.text, { isType: (name) => this.isTypeName(name) });
      if (read !== undefined && this.tokens[read.next]?.text === ')') {
        this.at = read.next + 1;
        const operand = this.unary();
        if (operand === undefined) return this.fail();
        const type = resolveType(this.scope.declarations, read.type);
        if (type.kind !== 'int' && type.kind !== 'pointer' && type.kind !== 'enum') return this.fail();
        const kept = type.kind === 'enum' ? intType : type;
        return { value: wrapInteger(operand.value, kept), type: kept };
      }
    }
    const value = this.expression(0);
    return this.accept(')') ? value : this.fail();
  }

  private isTypeName(name: string): boolean {
    return this.scope.declarations.typedef(name) !== undefined;
  }

  private startsType(token: Token): boolean {
    return beginsType(token.text) || token.text.includes('typeof') || this.isTypeName(token.text);
  }

  private word(token: Token): IntegerLiteral | undefined {
    const { declarations } = this.scope;
    this.at++;
    if (token.text === 'sizeof' || token.text.includes('alignof')) return this.size(token.text === 'sizeof');
    if (token.text === 'true') return { value: 1n, type: intType };
    if (token.text === 'false') return { value: 0n, type: intType };
    if (token.text === 'NULL') return { value: 0n, type: { kind: 'pointer', to: { kind: 'void' } } };
    if (token.text === '__extension__') return this.unary();
    if (this.tokens[this.at]?.text === '(') return this.call(token);
    const known = namedConstant(token.text, this.scope);
    if (known !== undefined)
      return { value: known, type: known >= -(1n << 31n) && known < 1n << 31n ? intType : unsignedLongType };
    const macro = this.scope.active?.has(token.text) ? undefined : declarations.macro(token.text);
    if (macro === undefined || macro.params !== undefined) return this.fail();
    return evaluateConstant(macro.body, this.within(token.text)) ?? this.fail();
  }

  private within(name: string): ConstantScope {
    return { ...this.scope, active: new Set([...(this.scope.active ?? []), name]) };
  }

  private size(isSize: boolean): IntegerLiteral | undefined {
    if (this.tokens[this.at]?.text !== '(') return this.fail();
    const end = closingToken(this.tokens, this.at);
    const read = readType(this.tokens, this.at + 1, this.text, { isType: (name) => this.isTypeName(name) });
    if (read === undefined || read.next !== end) return this.fail();
    this.at = end + 1;
    const bytes = isSize ? sizeOf(read.type, this.scope.declarations) : alignOf(read.type, this.scope.declarations);
    return bytes === undefined ? this.fail() : { value: BigInt(bytes), type: unsignedLongType };
  }

  /** A function-like macro with constant arguments. */
  private call(name: Token): IntegerLiteral | undefined {
    const end = closingToken(this.tokens, this.at);
    if (end < 0) return this.fail();
    const inside = this.text.slice(this.tokens[this.at]?.end, this.tokens[end]?.start);
    const after = end + 1;
    if (configTests.has(name.text)) {
      const set = configValue(this.scope.preprocessor, name.text, inside.trim());
      this.at = after;
      return set === undefined ? this.fail() : { value: set ? 1n : 0n, type: intType };
    }
    const macro = this.scope.active?.has(name.text) ? undefined : this.scope.declarations.macro(name.text);
    if (macro?.params === undefined || (this.scope.active?.size ?? 0) > 12) return this.fail();
    const args = argumentRanges(this.text, this.tokens[this.at]?.start ?? 0, this.text.length)?.args;
    const body = args && expandMacro(macro, this.text, args)?.text;
    if (body === undefined) return this.fail();
    this.at = after;
    return evaluateConstant(body, this.within(name.text)) ?? this.fail();
  }
}

/**
 * An enumerator or a value of the configuration. A build's generated headers call the enumerator `__X` X
 * (kernel/bounds.c, 6.12: MAX_NR_ZONES, NR_PAGEFLAGS); a tree that was never built has only `__X`.
 */
export function namedConstant(name: string, scope: ConstantScope): bigint | undefined {
  if (name.startsWith('CONFIG_')) return scope.preprocessor?.valueOf(name);
  const known = scope.declarations.enumConstant(name);
  if (known !== undefined || !/^[A-Z]/.test(name) || scope.declarations.macro(name) !== undefined) return known;
  return scope.declarations.enumConstant(`__${name}`);
}

/** IS_ENABLED and its kin (include/linux/kconfig.h, 6.12); undefined where the configuration does not say. */
export function configValue(facts: PreprocessorFacts | undefined, test: string, option: string): boolean | undefined {
  if (facts === undefined) return undefined;
  const built = facts.isDefined(option);
  if (test === 'IS_BUILTIN') return built;
  const module = facts.isDefined(`${option}_MODULE`);
  if (test === 'IS_MODULE') return module;
  if (built === true || module === true) return true;
  return built === undefined ? undefined : false;
}
