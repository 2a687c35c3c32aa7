import type { ParseArgsConfig } from 'node:util';
import type { Environment } from '../config/reader.ts';

/** One of the things that `patkeeper` does, under its first argument. */
export interface Command {
  /** What may stand behind the name, `FOLDER [--dry-run]` for example; empty where nothing may. */
  readonly takes: string;
  /** What it does, in sentences, for `--help`. */
  readonly about: string;
  readonly options?: NonNullable<ParseArgsConfig['options']>;
  /** How many arguments without dashes it takes, at least and at most. */
  readonly words?: readonly [least: number, most: number];
  /** Does it. Gives the code that the process ends with; rejects with a `PatkeeperError` for what a person can mend. */
  run(input: CommandInput): Promise<number>;
}

/** How a command was called. */
export interface CommandInput {
  /** The environment of the process, which `.env` may still add to. */
  readonly env: NodeJS.ProcessEnv & Environment;
  /** The options that were given, by their names. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The arguments without dashes. */
  readonly words: readonly string[];
}
