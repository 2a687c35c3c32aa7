import { readdirSync, readFileSync } from 'node:fs';
import type { Card } from '../../../src/teams/cards/reply.ts';

const CARDS = new URL('../../../cards/', import.meta.url);
const SAMPLE = '.sample.json';

/** The names of all cards that have sample data, as their files tell. */
export const SAMPLE_NAMES: readonly string[] = readdirSync(CARDS)
  .filter((file) => file.endsWith(SAMPLE))
  .map((file) => file.slice(0, -SAMPLE.length))
  .sort();

/** Every card with its sample data. Another test has the compiler hold each against its card's type. */
export const SAMPLE_CARDS = SAMPLE_NAMES.map((card) => {
  const data: unknown = JSON.parse(readFileSync(new URL(`${card}${SAMPLE}`, CARDS), 'utf8'));
  return { card, data } as Card;
});
