import { isJsonObject, type Json } from './json.ts';

/** What the expressions of a template can name: the data of the card, and of the repeated part that they stand in. */
export interface Scope {
  readonly root: Json;
  readonly data: Json;
}

/** Gives the value of an expression. */
export type Evaluate<T extends Json = Json> = (scope: Scope) => T;

const EXPRESSION = /\$\{([^}]*)\}/g;
const PATH = /^(?:\$root|\$data|[A-Za-z_]\w*)(?:\.[A-Za-z_]\w*)*$/;
const COMPARISON = /^([\w$.]+) (==|!=) '([^']*)'$/;
const NUMBER_COMPARISON = /^([\w$.]+) (>=|<=|>|<) (-?\d{1,15})$/;

const COMPARE: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '>=': (value, limit) => value >= limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '<': (value, limit) => value < limit,
};

/** An expression of a template that the compiler does not know. */
export class UnknownExpression extends Error {
  constructor(text: string) {
    super(`a card’s template has an expression that is not known here: ${text}`);
  }
}

/**
 * Compiles a text of a template: its value where it is one field, which may be of any kind, or condition; the whole text where others
 * stand around it; undefined where there is no expression. Throws for expressions that no card needs so far.
 */
export function compileText(text: string): Evaluate | undefined {
  const found = [...text.matchAll(EXPRESSION)];
  const [first] = found;
  if (first === undefined) return undefined;
  const [, inner = ''] = first;
  if (first[0] === text) return PATH.test(inner) ? present(inner) : compileCondition(text);
  const parts: (string | Evaluate)[] = [];
  let end = 0;
  for (const { 0: whole, 1: path = '', index } of found) {
    parts.push(text.slice(end, index), present(path));
    end = index + whole.length;
  }
  parts.push(text.slice(end));
  return (scope) => {
    let joined = '';
    for (const part of parts) joined += typeof part === 'string' ? part : String(part(scope));
    return joined;
  };
}

/**
 * Compiles a condition (`$when`): a field that is true, a field that is not (`!`), a text compared with another, a number compared with a limit, or several of
 * these that must all hold (`&&`) or of which one must (`||`).
 */
export function compileCondition(text: string): Evaluate<boolean> {
  const [whole, inner = ''] = [...text.matchAll(EXPRESSION)][0] ?? [];
  if (whole !== text) throw new UnknownExpression(text);
  if (PATH.test(inner)) {
    const value = compilePath(inner);
    return (scope) => value(scope) === true;
  }
  const operator = inner.includes(' || ') ? ' || ' : ' && ';
  const terms = inner.split(operator).map(compileTerm);
  return operator === ' || '
    ? (scope) => terms.some((term) => term(scope))
    : (scope) => terms.every((term) => term(scope));
}

function compileTerm(text: string): Evaluate<boolean> {
  const [, path, operator, word = ''] = COMPARISON.exec(text) ?? [];
  if (path !== undefined) {
    const value = compilePath(path);
    return operator === '==' ? (scope) => value(scope) === word : (scope) => value(scope) !== word;
  }
  const [, measured, sign = '', limit] = NUMBER_COMPARISON.exec(text) ?? [];
  const compare = COMPARE[sign];
  if (measured !== undefined && compare !== undefined) {
    const value = compilePath(measured);
    return (scope) => {
      const found = value(scope);
      return typeof found === 'number' && compare(found, Number(limit));
    };
  }
  const value = compilePath(text.replace(/^!/, ''));
  return text.startsWith('!') ? (scope) => !holds(value(scope)) : (scope) => holds(value(scope));
}

/** What counts as true beside others: everything but false and what is not there. */
function holds(value: Json): boolean {
  return value !== false && value !== null && value !== undefined;
}

/** The value at a path; where there is none, the expression itself stays, so that the fault is seen. */
function present(path: string): Evaluate {
  const value = compilePath(path);
  return (scope) => {
    const found = value(scope);
    return found === undefined ? `\${${path}}` : literal(found);
  };
}

function compilePath(path: string): Evaluate {
  if (!PATH.test(path)) throw new UnknownExpression(path);
  const [first = '', ...rest] = path.split('.');
  const from = first === '$root' ? fromRoot : fromData;
  const names = first.startsWith('$') ? rest : [first, ...rest];
  return (scope) => {
    let value = from(scope);
    for (const name of names) value = fieldOf(value, name);
    return value;
  };
}

const fromRoot: Evaluate = ({ root }) => root;
const fromData: Evaluate = ({ data }) => data;

function fieldOf(value: Json, name: string): Json {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/**
 * Takes the effect out of card expressions in data: clients expand `{{DATE(...)}}` in any text. Markdown needs nothing
 * here, because templates put data into `TextRun`s and inputs only, which show it literally (a test holds that).
 */
export function literal(value: Json): Json {
  if (typeof value === 'string') return value.includes('{{') ? value.replace(/\{(?=\{)/g, '{\u2060') : value;
  if (Array.isArray(value)) return value.map(literal);
  if (!isJsonObject(value)) return value;
  const copy: Record<string, Json> = {};
  for (const name of Object.keys(value)) copy[name] = literal(value[name]);
  return copy;
}
