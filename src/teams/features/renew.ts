import type { FieldErrors } from '../../core/errors.ts';
import { fieldErrorsOf } from '../../core/tokens/field-problems.ts';
import { renewalEnd, renewalRefusal } from '../../core/tokens/renewal.ts';
import { type Actor, type Token, tokenState } from '../../core/tokens/token.ts';
import type { AboutToken } from '../cards/about-token.ts';
import type { ListReference } from '../cards/list-page.ts';
import type { Card } from '../cards/reply.ts';
import { describeEnd, formatEnd } from '../cards/token-end.ts';
import { viewToken } from '../cards/token-view.ts';
import { change, view } from './action-entry.ts';
import { byNameCommand } from './by-name.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { aboutTokenInput, lifespanFieldsInput } from './input-fields.ts';
import type { LifespanFields } from './lifespan-fields.ts';
import { type LifespanTyped, readLifespan, renewalFields, renewalLifespan } from './lifespan-fields.ts';
import { renewalNote } from './policy-note.ts';
import { shortenedNews } from './secret-page.ts';
import { tokenCard } from './show.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    /** `policyNote` says what today's policy leaves of the token's life; empty when all of it. */
    'renew-question': CardAboutToken & LifespanFields & { readonly policyNote: string };
  }
}

/** What to do about the end of a token that is only remembered here; as long as it is, no other can have its name. */
export const RENEW_ELSEWHERE =
  'It was made elsewhere, so I can’t renew it. Renew, replace or revoke it there. Then press “Revoke”, so that I forget this end, and type /pat track to be reminded of a new one.';

/** Asks for the new lifespan of a token. */
export async function askRenew(input: AboutToken, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const token = await deps.service.get(actor, input.tokenId);
  const now = deps.clock.now();
  const { renewable, replaceable } = viewToken(token, now, deps.organizationOf, deps.service.policy);
  if (tokenState(token, now) !== 'active') {
    const instead = replaceable ? 'Press “Replace it” instead.' : 'Create a new token instead.';
    return tokenCard(token, input.back, deps, `It can’t be renewed any more. ${instead}`);
  }
  if (!renewable) {
    return tokenCard(token, input.back, deps, whyNotRenewable(token, deps));
  }
  return question(token, input.back, renewalLifespan(token, deps.service.policy, now), deps);
}

/** Renews a token; what was wrong with the lifespan is said at its field. */
export async function renew(
  input: AboutToken & LifespanTyped,
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  try {
    const now = deps.clock.now();
    const token = await deps.service.renew(actor, input.tokenId, readLifespan(input));
    const asked = renewalEnd(token, readLifespan(input), deps.service.policy, now);
    const shortened = shortenedNews(token, asked, deps);
    const news = `Renewed. It now works until ${formatEnd(token)}, with the same secret. ${shortened}`;
    return tokenCard(token, input.back, deps, news.trim());
  } catch (error) {
    const errors = atLifespan(fieldErrorsOf(error));
    const token = await deps.service.get(actor, input.tokenId);
    return question(token, input.back, input, deps, errors);
  }
}

/** The question asks for a lifespan only: what an authority says of any other field is told there too, not dropped. */
function atLifespan(errors: FieldErrors): FieldErrors {
  const { lifespan, date, ...others } = errors;
  if (lifespan !== undefined || date !== undefined) return errors;
  return { lifespan: Object.values(others).join(' ') };
}

/** Why an active token can be given no other end, and what to do instead. */
function whyNotRenewable(token: Token, { service }: FeatureDeps): string {
  if (token.authority === 'tracked') return RENEW_ELSEWHERE;
  return (
    renewalRefusal(token, service.policy)?.message ??
    'It has been replaced already and only works a little longer. Renew the new one instead.'
  );
}

function question(
  token: Token,
  back: ListReference,
  typed: LifespanTyped,
  deps: FeatureDeps,
  errors: FieldErrors = {},
): Card {
  const now = deps.clock.now();
  return {
    card: 'renew-question',
    data: {
      summary: `Renew ${token.name}? It ${describeEnd(token, now)}.`,
      token: viewToken(token, now, deps.organizationOf, deps.service.policy),
      back,
      policyNote: renewalNote(token, deps.service.policy, now),
      ...renewalFields(token, typed, deps.service.policy, now, errors),
    },
  };
}

/** The command `renew`. */
export const renewCommand = byNameCommand('renew', {
  alike: ['extend', 'prolong'],
  help: { usage: '<name>', does: 'Let a token live longer' },
  inManifest: 'Let a token live longer: renew and its name',
  act: askRenew,
  verb: 'renew.ask',
  button: 'Renew',
  ask: 'Renew which one?',
});

export const renewInput = aboutTokenInput.extend(lifespanFieldsInput.shape);

/** The buttons that renew a token. */
export const renewActions = {
  'renew.ask': view(aboutTokenInput, askRenew),
  renew: change(renewInput, renew),
};
