import { isIP } from 'node:net';
import { VARIABLES, type VariableName } from './variables.ts';

/** What to write for an id of Microsoft Entra. */
export const GUID_FIX = 'Write an id of the form 00000000-0000-0000-0000-000000000000.';

/** The environment as it is given: any name, any value. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings one by one and collects the problems. A bad setting gets a stand-in value. */
export interface ConfigReader {
  readonly problems: readonly ConfigProblem[];
  report(variable: VariableName, problem: string, fix: string): void;
  isSet(variable: VariableName): boolean;
  /** Whether the setting is there without a value. */
  isEmpty(variable: VariableName): boolean;
  text(variable: VariableName): string;
  /** A whole number within bounds, both included. */
  whole(variable: VariableName, min: number, max: number, fix: string): number;
  /** A port number. 0 means any free port. */
  port(variable: VariableName): number;
  /** An address to listen on, without brackets. */
  listenAddress(variable: 'HOST' | 'VERIFY_HOST'): string;
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
    isEmpty: (variable) => env[variable] !== undefined && given(variable) === '',
    whole,
    port: (variable) => whole(variable, 0, 65_535, 'Write a number from 0 to 65535; 0 takes any free port.'),
    listenAddress(variable) {
      const host = text(variable);
      const bare = host.replace(/^\[(.*)\]$/, '$1');
      if (isIP(bare) !== 0 || host.toLowerCase() === 'localhost') return bare;
      // Some shells export HOST with the machine's name, which leads to the network.
      const fix = `Write an address such as 127.0.0.1, or localhost. If a shell exports ${variable} as the machine's name, start with ${variable}=127.0.0.1 before the command.`;
      report(variable, `is not an IP address: ${quote(host)}`, fix);
      return '127.0.0.1';
    },
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

/** A value as problems show it: in quotes, without line breaks, shortened. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}

/** `a, b or c`. */
export function orList(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** The first word that appears twice; undefined when every word appears once. */
export function repeated(words: readonly string[]): string | undefined {
  return words.find((word, index) => words.indexOf(word) !== index);
}

/** One setting that can't be used: what is wrong with it and what to write instead. */
export interface ConfigProblem {
  readonly variable: string;
  readonly problem: string;
  readonly fix: string;
}

/** Thrown for settings that can't be used; the message names every one of them and never holds a secret. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? 'one setting needs' : `${problems.length} settings need`;
    const lines = problems.map(({ variable, problem, fix }) => `  ${variable} ${problem}.\n    ${fix}`);
    super([`Patkeeper can't start: ${count} a change (see .env.example).`, ...lines].join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
