/** One name and value of a question. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** Where questions are asked. */
export const VERIFY_PATH = '/verify';
/** Ends a question in the path. */
const END = '/-/';

/**
 * The question of a target: its query after `/verify`, with the question mark, or its path between `/verify` and `/-/`. The
 * latter is for proxies that append the path and query of their client, which are not part of the question. Undefined for
 * other paths.
 */
export function questionIn(target: string): string | undefined {
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  if (path === VERIFY_PATH) return query < 0 ? '' : target.slice(query);
  const end = endOf(path);
  return end === undefined ? undefined : path.slice(VERIFY_PATH.length, end + 1);
}

/** The path of a target: what the proxy asked for, and after a question in the path also what its client asked for. */
export function pathsOf(target: string): { readonly own: string; readonly clients?: string } {
  const [path = ''] = target.split('?', 1);
  const end = endOf(path);
  if (end === undefined) return { own: path };
  const clients = end + END.length - 1;
  return { own: path.slice(0, clients), clients: path.slice(clients) };
}

/** The names and values of a question as `questionIn` gives it, decoded and trimmed; undefined when it has no such form. */
export function parametersIn(question: string): readonly Parameter[] | undefined {
  if (!question.startsWith('/'))
    return [...new URLSearchParams(question)].map(([name, value]) => ({ name, value: value.trim() }));
  const parts = question.slice(1, -1) === '' ? [] : question.slice(1, -1).split('/').map(decode);
  if (parts.length % 2 !== 0 || parts.includes(undefined)) return undefined;
  return parts.flatMap((name = '', at) =>
    at % 2 === 0 ? [{ name, value: parts[at + 1]?.trim() ?? '' }] : [],
  );
}

/** A target without scheme and host, which RFC 9112 section 3.2.2 lets a client write in front of the path. */
export function originForm(target: string): string {
  return target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?#]*/i, '');
}

function endOf(path: string): number | undefined {
  if (!path.startsWith(`${VERIFY_PATH}/`)) return undefined;
  const end = path.indexOf(END, VERIFY_PATH.length);
  return end < 0 ? undefined : end;
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
