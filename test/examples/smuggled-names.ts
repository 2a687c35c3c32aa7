import { type Attempt, get, lines, respelt } from './attempt.ts';
import { IDENTITY_NAMES } from './seen-request.ts';

/** What RFC 9110 section 5.6.2 allows in a name besides letters and digits. */
const PUNCTUATION = [..."!#$%&'*+-.^_`|~"];
const HYPHENS = lines(IDENTITY_NAMES);

/** Spellings of identity headers that proxies or backends may take for the one that we send. */
export function smuggledNames(): readonly Attempt[] {
  return [...spellings(), ...malformed()];
}

function spellings(): Attempt[] {
  const pairs = PUNCTUATION.flatMap((first) =>
    PUNCTUATION.filter((second) => first === second || '-_.'.includes(second)).map(
      (second) => [first, second] as const,
    ),
  );
  const cases = [lower, upper, mixed];
  return [
    ...pairs.map(([first, second]) =>
      get(
        `named with ${first} and ${second}`,
        lines(IDENTITY_NAMES.map((name) => respelt(name, first, second))),
      ),
    ),
    ...['-', '_', '.'].flatMap((separator) =>
      cases.map((change) =>
        get(
          `named with ${separator} in ${change.name} case`,
          lines(IDENTITY_NAMES.map((name) => change(respelt(name, separator)))),
        ),
      ),
    ),
    get('twice', [...HYPHENS, ...HYPHENS]),
    get('twice, in two cases', [...HYPHENS, ...lines(IDENTITY_NAMES.map(lower))]),
    get('in three spellings at once', [
      ...HYPHENS,
      ...lines(IDENTITY_NAMES.map((name) => respelt(name, '_'))),
      ...lines(IDENTITY_NAMES.map((name) => respelt(name, '.'))),
    ]),
    get('empty', lines(IDENTITY_NAMES, '')),
    get('odd, with an empty odd one behind', ['X_Auth_User: evil', 'Z_:', 'Z.:']),
    get('empty, then not', [...lines(IDENTITY_NAMES, ''), ...HYPHENS]),
    get('with tabs and spaces around the value', lines(IDENTITY_NAMES, ' \t evil \t ')),
    get('under the names that only refusals have', [
      'X-Auth-Missing: evil',
      'X_Auth_Missing: evil',
      'X-Auth-Policy: evil',
    ]),
  ];
}

/** What is no header by RFC 9112 section 5, and is read all the same here and there. */
function malformed(): Attempt[] {
  const between = [
    '\r\n ',
    '\r\n\t',
    '\r',
    '\n',
    '\r\r\n',
    '\n\r',
    '\0',
    '\u000b',
    '\u000c',
    '\u0085',
    '\u2028',
    '%0d%0a',
  ];
  const after = [' ', '\t', '\0', '\u000b', '\u00a0', '\u0085', '\r', '[', '"', '(', '=', '@', '/', '\\'];
  return [
    ...after.flatMap((end) => [
      get(
        `with ${JSON.stringify(end)} behind the name`,
        lines(IDENTITY_NAMES.map((name) => `${name}${end}`)),
      ),
      get(`with ${JSON.stringify(end)} in the name`, lines(IDENTITY_NAMES.map((name) => respelt(name, end)))),
    ]),
    ...between.map((end) =>
      get(`behind ${JSON.stringify(end)} in a value`, [`X-Filler: a${end}X-Auth-User: evil`]),
    ),
    get('in the first line, which is folded', [' X-Auth-User: evil'], { first: true }),
    get('without a name', [': evil', 'X-Auth-User']),
  ];
}

function lower(name: string): string {
  return name.toLowerCase();
}

function upper(name: string): string {
  return name.toUpperCase();
}

function mixed(name: string): string {
  return [...name]
    .map((letter, index) => (index % 2 === 0 ? letter.toLowerCase() : letter.toUpperCase()))
    .join('');
}
