import type { z } from 'zod';
import type { Administration } from '../../core/administration/administration.ts';
import { PatkeeperError } from '../../core/errors.ts';
import type { Actor } from '../../core/tokens/token.ts';
import type { ActionEntry } from './action-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { readInput } from './input-fields.ts';

/** What a feature of administration works with. */
export interface AdminDeps extends FeatureDeps {
  readonly administration: Administration;
}

type Run<I, R> = (input: I, actor: Actor, deps: AdminDeps) => Promise<R>;

/**
 * What a feature works with for somebody with a role, in their own chat; undefined for everybody else, who are answered as if
 * there were no administration.
 */
export async function adminDeps(actor: Actor, deps: FeatureDeps): Promise<AdminDeps | undefined> {
  const { administration } = deps;
  if (administration === undefined || actor.place !== 'personal') return undefined;
  const { role } = await administration.standingOf(actor);
  return role === undefined ? undefined : { ...deps, administration };
}

/** A button of administration that only shows something. */
export function adminView<I, R>(schema: z.ZodType<I>, run: Run<I, R>): ActionEntry<R> {
  return adminAction(schema, run, false);
}

/** A button of administration that changes something. */
export function adminChange<I, R>(schema: z.ZodType<I>, run: Run<I, R>): ActionEntry<R> {
  return adminAction(schema, run, true);
}

function adminAction<I, R>(schema: z.ZodType<I>, run: Run<I, R>, changes: boolean): ActionEntry<R> {
  return {
    changes,
    read: (data) => readInput(schema, data),
    async run(data, actor, deps) {
      const known = await adminDeps(actor, deps);
      if (known !== undefined) return run(readInput(schema, data), actor, known);
      await deps.administration?.turnedAway(actor);
      throw new PatkeeperError('invalid-input.button-unknown');
    },
  };
}
