import { distance } from 'fastest-levenshtein';
import type { ConfigProblem, Environment } from './reader.ts';
import { fileVariable, SECRET_NAMES, VARIABLES } from './variables.ts';

/** A name, its letters and digits alone, and its words. */
interface Shape {
  readonly name: string;
  readonly plain: string;
  readonly words: readonly string[];
}

const FILES = SECRET_NAMES.map(fileVariable);
const KNOWN: readonly string[] = [...VARIABLES.map(({ name }) => name), ...FILES];
const SETTINGS: readonly Shape[] = KNOWN.map(shapeOf);
const OF_A_FILE = /_?FILE$/i;
/** Their default is weaker than what may have been meant, so that a word more doesn't make their name another program's. */
const WEAKER_IF_UNREAD = SETTINGS.filter(({ name }) =>
  VARIABLES.some((variable) => variable.name === name && 'lostIfEmpty' in variable),
);
/** Half a name is meant for the whole, as MAX_LIFESPAN is, if there is so much of it. */
const SHORTEST_PREFIX = 9;
/** Kubernetes sets `PATKEEPER_PORT` and others for a service of that name: those ends say nothing. */
const OF_PATKEEPER = /^patkeeper[_-](?!(?:.*[_-])?(?:host|port)$)/i;

/**
 * What is wrong with the names of variables: in `.env` (`fileNames`), which is Patkeeper's own, every name must be a setting; in the
 * environment, which belongs to many, a name must not look like one that it is not. Nobody reads such a variable, so what it
 * should forbid would be allowed.
 */
export function nameProblems(env: Environment, fileNames: readonly string[] = []): ConfigProblem[] {
  const inFile = fileNames.filter((name) => !KNOWN.includes(name)).map(notInFile);
  const elsewhere = Object.keys(env)
    .filter((name) => !KNOWN.includes(name) && !fileNames.includes(name))
    .flatMap((name) => {
      const meant = meantBy(name);
      // Windows finds a variable whatever the case of its name: then it is read after all.
      return meant === undefined || env[meant] === env[name] ? [] : [misspelt(name, meant)];
    });
  return [...inFile, ...elsewhere];
}

function notInFile(name: string): ConfigProblem {
  const meant = meantBy(name);
  const variable = printable(name);
  const fix = `Remove it from .env. Set variables for Node or another program in the environment.`;
  return {
    variable,
    problem: 'is in .env, but is not a setting of Patkeeper',
    fix: meant === undefined ? fix : `Did you mean ${meant}?`,
  };
}

function misspelt(name: string, meant: string): ConfigProblem {
  const variable = printable(name);
  return {
    variable,
    problem: `looks like ${meant}, but Patkeeper doesn’t read it`,
    fix: `Did you mean ${meant}? If it is for another program, start Patkeeper without it, for example with "env -u ${variable}".`,
  };
}

function printable(name: string): string {
  return name.replace(/[^!-~]/g, '?').slice(0, 60);
}

/** The setting that a name looks like; undefined for a name that has nothing to do with any. */
function meantBy(name: string): string | undefined {
  const given = shapeOf(name.replace(OF_PATKEEPER, ''));
  const meant =
    SETTINGS.find((setting) => setting.plain === given.plain) ??
    SETTINGS.find((setting) => isLike(given, setting)) ??
    WEAKER_IF_UNREAD.find((setting) => hasOneWordMore(given, setting)) ??
    // No file is read for it.
    SETTINGS.find(({ plain, words }) => words.length > 1 && plain === plainOf(name.replace(OF_A_FILE, '')));
  return meant?.name;
}

/** Names of one word are everybody's, HOST and PORT for example: only another spelling of exactly that word is ours. */
function isLike(given: Shape, setting: Shape): boolean {
  if (setting.words.length < 2) return false;
  if (given.words.length < 2) return isSlip(given.plain, setting.plain);
  if (given.plain.length >= SHORTEST_PREFIX && setting.plain.startsWith(given.plain)) return true;
  if (given.words.length !== setting.words.length) return false;
  return setting.words.every(
    (word, index) => isSlip(word, given.words[index] ?? '') || isForm(word, given.words[index] ?? ''),
  );
}

/** `AUDIT_PUSH_URL` for `AUDIT_PUSH`. */
function hasOneWordMore({ words }: Shape, setting: Shape): boolean {
  return (
    setting.words.length > 1 &&
    words.length === setting.words.length + 1 &&
    setting.words.every((word, index) => isSlip(word, words[index] ?? ''))
  );
}

function shapeOf(name: string): Shape {
  return { name, plain: plainOf(name), words: wordsOf(name) };
}

function plainOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** MicrosoftAppId and MICROSOFT_APP_ID are the same words. A plural is its singular. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])(?=[A-Z])/g, '$1_')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.replace(/ies$/, 'y').replace(/(?<=..)s$/, ''));
}

/** Whether one word is a slip of the other. Short ones must agree, URL and ORG for example; letters may change places in any. */
function isSlip(one: string, other: string): boolean {
  if (one === other) return true;
  if (Math.abs(one.length - other.length) > 2) return false;
  if (one.length === other.length && lettersOf(one) === lettersOf(other)) return distance(one, other) <= 2;
  return distance(one, other) <= slipsIn(Math.min(one.length, other.length));
}

function slipsIn(length: number): number {
  if (length <= 4) return 0;
  return length <= 7 ? 1 : 2;
}

/** Whether one word is a form of the other, as ALLOW is of ALLOWED. */
function isForm(one: string, other: string): boolean {
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  return shorter.length >= 5 && longer.startsWith(shorter);
}

function lettersOf(word: string): string {
  return [...word].sort().join('');
}
