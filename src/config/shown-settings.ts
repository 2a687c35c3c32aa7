import type { Environment } from './reader.ts';
import { VARIABLES } from './variables.ts';

const LONGEST = 200;

/** The settings that were given, by name: their values, and of secrets only that they are set, or for which host. */
export function shownSettings(env: Environment): Readonly<Record<string, string>> {
  const given = VARIABLES.flatMap((variable): [string, string][] => {
    const value = env[variable.name]?.trim() ?? '';
    if (value === '') return [];
    if ('hostShown' in variable) return [[variable.name, hostOf(value)]];
    return [[variable.name, 'secret' in variable ? 'set' : value.slice(0, LONGEST)]];
  });
  return Object.fromEntries(given);
}

function hostOf(address: string): string {
  if (!URL.canParse(address)) return 'set';
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`.slice(0, LONGEST);
}
