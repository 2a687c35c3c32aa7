import type { Environment } from './reader.ts';
import { VARIABLES } from './variables.ts';

const LONGEST = 200;

/** The settings that were given, by name: their values, and of secrets only that they are set. */
export function shownSettings(env: Environment): Readonly<Record<string, string>> {
  const given = VARIABLES.flatMap((variable): [string, string][] => {
    const value = env[variable.name]?.trim() ?? '';
    if (value === '') return [];
    return [[variable.name, 'secret' in variable ? 'set' : value.slice(0, LONGEST)]];
  });
  return Object.fromEntries(given);
}
