import { CLOCK_VARIABLES } from './faketime.ts';

/** What a process knows of time and place: the clock of `npm run test:clocks`, the zone and the locale. */
const SURROUNDINGS = [...CLOCK_VARIABLES, 'TZ', 'LANG'];

/**
 * The environment of a child process: these variables, PATH, and the clock, zone and locale that the tests go by; nothing
 * else of this machine.
 */
export function childEnvironment(variables: Readonly<Record<string, string>> = {}): Record<string, string> {
  const inherited = ['PATH', ...SURROUNDINGS].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(inherited), ...variables };
}
