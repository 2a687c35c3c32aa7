import type { z } from 'zod';
import type { Actor } from '../../core/tokens/token.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { readInput } from './input-fields.ts';

/** What a button does with its data, in two steps: a button that waits for a sign-in keeps what was read. */
export interface ActionEntry<R> {
  /** Whether doing it twice would do more than doing it once, or answer otherwise. */
  readonly changes: boolean;
  /** What is opened in its place by whoever wants to try again: its data holds a secret, which no page may bring back. */
  readonly again?: string;
  read(data: unknown): unknown;
  run(data: unknown, actor: Actor, deps: FeatureDeps): Promise<R>;
}

type Run<I, R> = (input: I, actor: Actor, deps: FeatureDeps) => Promise<R>;

/** An action that only shows something. */
export function view<I, R>(schema: z.ZodType<I>, run: Run<I, R>): ActionEntry<R> {
  return action(schema, run, false);
}

/** An action that changes something. */
export function change<I, R>(schema: z.ZodType<I>, run: Run<I, R>): ActionEntry<R> {
  return action(schema, run, true);
}

function action<I, R>(schema: z.ZodType<I>, run: Run<I, R>, changes: boolean): ActionEntry<R> {
  return {
    changes,
    read: (data) => readInput(schema, data),
    run: async (data, actor, deps) => run(readInput(schema, data), actor, deps),
  };
}
