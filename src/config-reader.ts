import { distance } from 'fastest-levenshtein';
import type { ConfigProblem } from './config.ts';
import { VARIABLES, type VariableName } from './config-variables.ts';

/** What to write for an id of Microsoft Entra. */
export const GUID_FIX = 'Write an id of the form 00000000-0000-0000-0000-000000000000.';

/** The environment as it is given: any name, any value. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings one by one and collects what is wrong with them; a bad one reads as a stand-in value. */
export interface ConfigReader {
  readonly problems: readonly ConfigProblem[];
  report(variable: VariableName, problem: string, fix: string): void;
  isSet(variable: VariableName): boolean;
  text(variable: VariableName): string;
  /** A whole number within bounds, both included. */
  whole(variable: VariableName, min: number, max: number, fix: string): number;
  /** A port number; 0 stands for any free one. */
  port(variable: VariableName): number;
  choice<T extends string>(variable: VariableName, choices: readonly [T, ...T[]]): T;
  /** The parts between commas, trimmed, without empty ones. */
  list(variable: VariableName): string[];
}

/** Makes a reader of one environment. Empty values count as unset and read as the default. */
export function createConfigReader({ env }: { env: Environment }): ConfigReader {
  const problems: ConfigProblem[] = [];
  const report: ConfigReader['report'] = (variable, problem, fix) => {
    problems.push({ variable, problem, fix });
  };
  const given = (variable: VariableName) => env[variable]?.trim() ?? '';
  const text = (variable: VariableName) =>
    given(variable) || (VARIABLES.find(({ name }) => name === variable)?.default ?? '');
  const whole: ConfigReader['whole'] = (variable, min, max, fix) => {
    const value = text(variable);
    const number = /^[+-]?\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    const wrong = Number.isNaN(number) ? 'is not a whole number' : 'is out of range';
    report(variable, `${wrong}: ${quote(value)}`, fix);
    return min;
  };
  return {
    problems,
    report,
    text,
    isSet: (variable) => given(variable) !== '',
    whole,
    port: (variable) => whole(variable, 0, 65_535, 'Write a number from 0 to 65535; 0 takes any free port.'),
    choice(variable, choices) {
      const value = text(variable).toLowerCase();
      const chosen = choices.find((choice) => choice.toLowerCase() === value);
      if (chosen === undefined) {
        report(variable, `has an unknown value: ${quote(text(variable))}`, `Write ${orList(choices)}.`);
      }
      return chosen ?? choices[0];
    },
    list: (variable) =>
      text(variable)
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
  };
}

/** Warnings about variables that nobody reads but whose names look like a setting's. */
export function misspelledVariables(env: Environment): string[] {
  const known = VARIABLES.map(({ name }): string => name);
  return Object.keys(env)
    .filter((name) => !known.includes(name))
    .flatMap((name) => {
      const meant = known.find((setting) => looksLike(plain(name), plain(setting)));
      return meant === undefined ? [] : [`${name} is not read. Did you mean ${meant}?`];
    });
}

/** A value as it is shown in a problem: in quotes, without line breaks, not too long. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}

/** `a, b or c`. */
export function orList(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** The first of the words that stands there a second time; undefined when each is there once. */
export function repeated(words: readonly string[]): string | undefined {
  return words.find((word, index) => words.indexOf(word) !== index);
}

function looksLike(name: string, setting: string): boolean {
  if (name === setting) return true;
  // Short names resemble too much that is none of ours, PATH and PORT for one.
  if (setting.length < 7) return false;
  return distance(name, setting) <= 2 || (name.length >= 8 && setting.startsWith(name));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
