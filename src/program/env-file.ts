import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { secretsFromFiles } from '../config/secret-files.ts';
import { OperatorError } from '../core/errors.ts';
import { errorCode } from '../core/files/error-code.ts';

/** A value in quotes, which may go over several lines. */
const QUOTED = /=\s*(["'`])[\s\S]*?\1/g;
const ASSIGNMENT = /^\s*(?:export\s+)?([\w.-]+)\s*=/;
const NOTHING = /^\s*(?:#.*)?$/;

/**
 * Reads `.env` of the folder where the program was started into the environment, if there is one; what is there already goes
 * before it. Then it reads the secrets that `<NAME>_FILE` names files for.
 * Gives the names that stand in `.env`. Throws a `PatkeeperError` when it can't be read, has a line that sets nothing, or
 * sets a name twice, and a `ConfigError` when a file of a secret can't be used.
 */
export function loadEnvFile(env: NodeJS.ProcessEnv): readonly string[] {
  const text = readText();
  const values = parseEnv(text);
  const lines = linesOf(text);
  refuseLost(lines, values);
  refuseRepeated(lines);
  for (const [name, value] of Object.entries(values)) env[name] ??= value;
  Object.assign(
    env,
    secretsFromFiles(env, (path) => readFileSync(path, 'utf8')),
  );
  return Object.keys(values);
}

function readText(): string {
  try {
    return readFileSync('.env', 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    const code = errorCode(cause) ?? 'unknown error';
    if (code === 'ENOENT') return '';
    const sentence = `.env can’t be read (${code}). Let the user that runs this read it.`;
    throw new OperatorError('invalid-input.setting', sentence, { cause });
  }
}

interface Line {
  readonly text: string;
  /** The name that it gives a value to, if it does. */
  readonly name: string | undefined;
}

/** The lines of the file, without the values that stand in quotes: those may go over several. */
function linesOf(text: string): readonly Line[] {
  return text
    .replace(QUOTED, (quoted) => `=${quoted.replace(/[^\n]/g, '')}`)
    .split('\n')
    .map((line) => ({ text: line, name: ASSIGNMENT.exec(line)?.[1] }));
}

/** The last of two counts for Node: an empty value at the end would undo what stands above it. */
function refuseRepeated(lines: readonly Line[]): void {
  const names = lines.map(({ name }) => name);
  const again = names.findIndex((name, index) => name !== undefined && names.indexOf(name) < index);
  if (again < 0) return;
  const sentence = `.env sets ${names[again]} twice, the second time in line ${again + 1}. Keep one of the two.`;
  throw new OperatorError('invalid-input.setting', sentence);
}

/** Node passes over a line that it can't read, sometimes with all that follow: their settings would be the defaults. */
function refuseLost(lines: readonly Line[], values: NodeJS.Dict<string>): void {
  const bad = lines.findIndex(({ text, name }) =>
    name === undefined ? !NOTHING.test(text) : !Object.hasOwn(values, name),
  );
  if (bad < 0) return;
  // Not quoted: the line may hold a secret.
  const sentence = `.env has a line that sets nothing: number ${bad + 1}. Write it as NAME=value, or put # before it.`;
  throw new OperatorError('invalid-input.setting', sentence);
}
