import { z } from 'zod';
import { HOUR } from '../../core/timing/durations.ts';
import { type Actor, type Token, tokenState } from '../../core/tokens/token.ts';
import { fieldErrorsOf } from '../../sentences/say-error.ts';
import type { Dialog } from '../cards/reply.ts';
import { viewToken } from '../cards/token-view.ts';
import { change, view } from './action-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { id } from './input-fields.ts';
import { sameLifespan } from './lifespan-fields.ts';
import { secretPage } from './secret-page.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'new-secret': Summarised & {
      readonly name: string;
      readonly text: string;
      readonly error: string;
      /** Whether a new secret can still be had this way. */
      readonly possible: boolean;
      readonly tokenId: string;
      readonly formKey: string;
    };
  }
}

/** So long after a token was made, its owner may say that the secret was never copied. */
const TIME_TO_SAY_SO = HOUR;

/** Asks whether a token whose secret was not copied shall get a new one; says so when it is too late for that. */
export async function askNewSecret(
  { tokenId }: { tokenId: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  return page(await deps.tokenService.get(actor, tokenId), deps.newFormKey(), deps);
}

/** Gives the token a new secret, and ends the one that was not copied at once. */
export async function giveNewSecret(
  { tokenId, formKey }: { tokenId: string; formKey: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  const token = await deps.tokenService.get(actor, tokenId);
  if (!isInTime(token, deps)) return page(token, formKey, deps);
  const { name, organization, scopes } = token;
  const lifespan = { days: Number(sameLifespan(token, deps.tokenService.policy)) };
  const input = { tokenId, formKey, name, organization, scopes, lifespan, overlapHours: 0 };
  try {
    const made = await deps.tokenService.rotate(actor, input);
    return secretPage(made.token, made.secret, deps);
  } catch (error) {
    const problems = Object.values(fieldErrorsOf(error, deps.sentences));
    return page(token, formKey, deps, problems.join(' '));
  }
}

function isInTime(token: Token, { clock }: FeatureDeps): boolean {
  const now = clock.now();
  return tokenState(token, now) === 'active' && now - token.createdAt <= TIME_TO_SAY_SO;
}

function page(token: Token, formKey: string, deps: FeatureDeps, error = ''): Dialog {
  const { say } = deps.sentences;
  const title = say('dialog.again.title');
  const { name } = token;
  const { policy } = deps.tokenService;
  const { rotatable } = viewToken(token, deps.clock.now(), deps.organizationOf, policy, deps.sentences);
  const possible = rotatable && isInTime(token, deps);
  const text = possible ? say('dialog.again.text', { name }) : say('dialog.again.tooLate', { name });
  const data = { summary: title, name, text, error, possible, tokenId: token.id, formKey };
  return { title, height: 'small', card: { card: 'new-secret', data } };
}

/** The buttons of a created notice that lead to a new secret. */
export const newSecretDialogActions = {
  'rotate.again': view(z.object({ tokenId: id.min(1) }), askNewSecret),
  'rotate.again.submit': change(z.object({ tokenId: id.min(1), formKey: id.min(16).max(64) }), giveNewSecret),
};
