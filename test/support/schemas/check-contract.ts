import type { z } from 'zod';
import { OPERATION_SCHEMAS, type OperationSchema } from './azure-devops-schemas.ts';

/** Header values by lower-case name, as Node has them. */
export type HeaderValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Statuses that any operation may answer besides its own: signed out, refused, throttled, out of order. */
const COMMON_STATUSES = [203, 302, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504];

/** The operation that a request is for; undefined when there is none at that place. `url` may lack its host. */
export function operationOf(method: string, url: string): OperationSchema | undefined {
  const { pathname, searchParams } = new URL(url, 'http://host.invalid');
  const there = OPERATION_SCHEMAS.filter((one) => one.method === method && one.path.test(pathname));
  // Getting one token and listing them share their place.
  return there.find(({ operation }) => operation !== 'get' || searchParams.has('authorizationId'));
}

/**
 * How a request is outside the contract, in sentences; empty when it isn't. `body` is parsed JSON, undefined without one;
 * headers are looked at when given.
 */
export function checkRequest(
  method: string,
  url: string,
  body: unknown,
  headers?: HeaderValues,
): readonly string[] {
  const meant = operationOf(method, url);
  const { pathname, searchParams } = new URL(url, 'http://host.invalid');
  if (meant === undefined) return [`${method} ${pathname}: there is no such operation`];
  const twice = [...new Set(searchParams.keys())].filter((name) => searchParams.getAll(name).length > 1);
  const problems = [
    ...twice.map((name) => `query ${name}: is given twice`),
    ...problemsOf('query', meant.query, Object.fromEntries(searchParams)),
    ...(meant.body === undefined
      ? body === undefined
        ? []
        : ['body: there must be none']
      : problemsOf('body', meant.body, body)),
    ...(headers === undefined || meant.operation === 'connection-data'
      ? []
      : headerProblems(headers, meant.body !== undefined)),
  ];
  return problems.map((problem) => `${meant.operation}: ${problem}`);
}

/** How an answer is outside the contract, in sentences; empty when it isn't. `body` is the text as it came. */
export function checkAnswer(method: string, url: string, status: number, body: string): readonly string[] {
  const meant = operationOf(method, url);
  if (meant === undefined) return status === 404 ? [] : ['answer: no such operation, and yet it is not 404'];
  const schema = meant.answers[status];
  const problems = ((): readonly string[] => {
    if (schema === undefined) return COMMON_STATUSES.includes(status) ? [] : [`has the status ${status}`];
    if (schema === 'empty') return body === '' ? [] : ['must be empty'];
    try {
      return problemsOf('body', schema, JSON.parse(body));
    } catch {
      return ['is no JSON'];
    }
  })();
  return problems.map((problem) => `${meant.operation}: answer ${problem}`);
}

function problemsOf(part: string, schema: z.ZodType, value: unknown): readonly string[] {
  const { error } = schema.safeParse(value);
  return error?.issues.map(({ path, message }) => `${[part, ...path].join('.')}: ${message}`) ?? [];
}

function headerProblems(headers: HeaderValues, hasBody: boolean): readonly string[] {
  const holds = (name: string, pattern: RegExp): boolean => pattern.test(String(headers[name] ?? ''));
  const wanted: readonly (readonly [string, RegExp, boolean])[] = [
    ['authorization', /^Bearer [^\s]+$/, true],
    ['accept', /application\/json/, true],
    ['x-tfs-fedauthredirect', /^Suppress$/, true],
    ['content-type', /^application\/json/, hasBody],
  ];
  return wanted
    .filter(([name, pattern, needed]) => needed && !holds(name, pattern))
    .map(([name]) => `header ${name}: is missing or not what it must be`);
}
