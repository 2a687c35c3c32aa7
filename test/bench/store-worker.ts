import { type Child, startChild } from './store-child.ts';

/** What the bench does with a store. */
export const OPERATIONS = ['create', 'list', 'verify', 'claim'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What a store's process is told to do; it answers with the milliseconds of each. */
export interface Asked {
  readonly operation: Operation;
  readonly count: number;
  /** How many of them at a time; one after the other when left out. */
  readonly atOnce?: number;
  /** What is verified, in turn. */
  readonly secrets: readonly string[];
}

/** The question for the memory of the whole process, in bytes. */
export const RSS = 'rss';

/** What opening a store took. */
export interface Opened {
  readonly openMs: number;
  /** Memory of the whole process, bytes. */
  readonly rss: number;
}

/** Where a filled store is. */
export interface Place {
  readonly kind: 'lowdb' | 'postgres';
  /** The data folder, or the database's address. */
  readonly address: string;
  readonly pepper: string;
  readonly now: number;
  readonly people: number;
}

/** Opens a store in a process of its own. */
export function startStoreWorker({ kind, address, pepper, now, people }: Place): Promise<Child<Opened>> {
  return startChild('./store-process.ts', [kind, address, pepper, String(now), String(people)]);
}
