import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { errorCode } from './core/error-code.ts';
import { PatkeeperError } from './core/errors.ts';

/** A value in quotes, which may go over several lines. */
const QUOTED = /=\s*(["'`])[\s\S]*?\1/g;
const ASSIGNMENT = /^\s*(?:export\s+)?([\w.-]+)\s*=/;
const NOTHING = /^\s*(?:#.*)?$/;

/**
 * Reads `.env` of the folder where the program was started into the environment, if there is one; what is there already goes
 * before it.
 * Gives the names that stand in the file. Throws a `PatkeeperError` when it can't be read, or has a line that sets nothing.
 */
export function loadEnvFile(env: NodeJS.ProcessEnv): readonly string[] {
  const text = readText();
  const values = parseEnv(text);
  refuseLost(text, values);
  for (const [name, value] of Object.entries(values)) env[name] ??= value;
  return Object.keys(values);
}

function readText(): string {
  try {
    return readFileSync('.env', 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    const code = errorCode(cause) ?? 'unknown error';
    if (code === 'ENOENT') return '';
    const sentence = `.env can’t be read (${code}). Let the user that runs this read it.`;
    throw new PatkeeperError('invalid-input', sentence, { cause });
  }
}

/** Node passes over a line that it can't read, sometimes with all that follow: their settings would be the defaults. */
function refuseLost(text: string, values: NodeJS.Dict<string>): void {
  const lines = text.replace(QUOTED, (quoted) => `=${quoted.replace(/[^\n]/g, '')}`).split('\n');
  const bad = lines.findIndex((line) => {
    const [, name] = ASSIGNMENT.exec(line) ?? [];
    return name === undefined ? !NOTHING.test(line) : !Object.hasOwn(values, name);
  });
  if (bad < 0) return;
  // Not quoted: the line may hold a secret.
  const sentence = `.env has a line that sets nothing: number ${bad + 1}. Write it as NAME=value, or put # before it.`;
  throw new PatkeeperError('invalid-input', sentence);
}
