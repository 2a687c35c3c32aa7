import { traitsOf } from '../../core/tokens/authority-traits.ts';
import { renewalEnd, renewalRefusal } from '../../core/tokens/renewal.ts';
import { type Actor, type Token, tokenState } from '../../core/tokens/token.ts';
import { type FieldErrors, fieldErrorsOf, sayError } from '../../sentences/say-error.ts';
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
    'renew-question': TitledCard & LifespanFields & { readonly policyNote: string };
  }
}

/** Asks for the new lifespan of a token. */
export async function askRenew(input: AboutToken, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const token = await deps.tokenService.get(actor, input.tokenId);
  const now = deps.clock.now();
  const { say } = deps.sentences;
  const { renewable, replaceable } = viewToken(
    token,
    now,
    deps.organizationOf,
    deps.tokenService.policy,
    deps.sentences,
  );
  if (tokenState(token, now) !== 'active') {
    const news = replaceable ? say('reply.renew.replaceInstead') : say('reply.renew.createInstead');
    return tokenCard(token, input.back, deps, news);
  }
  if (!renewable) {
    return tokenCard(token, input.back, deps, whyNotRenewable(token, deps));
  }
  return question(
    token,
    input.back,
    renewalLifespan(token, deps.tokenService.policy, now, deps.sentences),
    deps,
  );
}

/** Renews a token; what was wrong with the lifespan is said at its field. */
export async function renew(
  input: AboutToken & LifespanTyped,
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  try {
    const now = deps.clock.now();
    const lifespan = readLifespan(input, deps.sentences);
    const token = await deps.tokenService.renew(actor, input.tokenId, lifespan);
    const asked = renewalEnd(token, lifespan, deps.tokenService.policy, now);
    const shortened = shortenedNews(token, asked, deps);
    const renewed = deps.sentences.say('reply.renew.done', { time: formatEnd(token, deps.sentences) });
    return tokenCard(token, input.back, deps, `${renewed} ${shortened}`.trim());
  } catch (error) {
    const errors = atLifespan(fieldErrorsOf(error, deps.sentences));
    const token = await deps.tokenService.get(actor, input.tokenId);
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
function whyNotRenewable(token: Token, { tokenService, sentences }: FeatureDeps): string {
  if (!traitsOf(token, tokenService.policy).makesTokens) return sentences.say('reply.renew.elsewhere');
  const refusal = renewalRefusal(token, tokenService.policy);
  return refusal === undefined ? sentences.say('reply.renew.replaced') : sayError(refusal, sentences);
}

function question(
  token: Token,
  back: ListReference,
  typed: LifespanTyped,
  deps: FeatureDeps,
  errors: FieldErrors = {},
): Card {
  const now = deps.clock.now();
  const { sentences } = deps;
  const { name } = token;
  return {
    card: 'renew-question',
    data: {
      summary: sentences.say('reply.renew.summary', {
        name,
        ends: describeEnd(token, now, deps.tokenService.policy, sentences),
      }),
      title: sentences.say('reply.renew.title', { name }),
      token: viewToken(token, now, deps.organizationOf, deps.tokenService.policy, sentences),
      back,
      policyNote: renewalNote(token, deps.tokenService.policy, now, sentences),
      ...renewalFields(token, typed, deps.tokenService.policy, now, sentences, errors),
    },
  };
}

/** The command `renew`. */
export const renewCommand = byNameCommand('renew', {
  alike: 'command.renew.alike',
  help: { usage: '<name>', does: 'command.renew.does' },
  inManifest: 'command.renew.list',
  act: askRenew,
  verb: 'renew.ask',
  button: 'card.any.renew',
  ask: 'reply.several.renew',
});

export const renewInput = aboutTokenInput.extend(lifespanFieldsInput.shape);

/** The buttons that renew a token. */
export const renewActions = {
  'renew.ask': view(aboutTokenInput, askRenew),
  renew: change(renewInput, renew),
};
