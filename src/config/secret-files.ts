import { ConfigError, type ConfigProblem, type Environment } from './reader.ts';
import { fileVariable, SECRET_NAMES } from './variables.ts';

/** Where a line end stands behind a secret that somebody wrote with `echo`. */
const LAST_LINE_END = /\r?\n$/;

/**
 * Gives the secrets that an environment names files for, by their settings. `read` gives a file's text, or throws an error with
 * Node's code. Throws a `ConfigError` that names every file that can't be used, and never quotes a value: it may be the secret
 * itself, in the wrong line.
 */
export function secretsFromFiles(
  env: Environment,
  read: (path: string) => string,
): Readonly<Record<string, string>> {
  const problems: ConfigProblem[] = [];
  const secrets: Record<string, string> = {};
  for (const name of SECRET_NAMES) {
    const variable = fileVariable(name);
    const path = env[variable]?.trim();
    if (path === undefined) continue;
    const refuse = (problem: string, fix: string) => problems.push({ variable, problem, fix });
    if (path === '') {
      refuse('has no value, which may have been lost', 'Write the path of the file, or remove the line.');
      continue;
    }
    if ((env[name]?.trim() ?? '') !== '') {
      refuse(`is there beside ${name}`, `Keep one of the two, ${name} or ${variable}.`);
      continue;
    }
    try {
      const secret = read(path).replace(LAST_LINE_END, '');
      if (secret.trim() === '') refuse('names an empty file', 'Write the secret into the file.');
      secrets[name] = secret;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
      const fix = 'Correct the path, and let the user that runs Patkeeper read the file.';
      refuse(`names a file that can't be read (${code})`, fix);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return secrets;
}
