import { describeScopes } from '../../core/tokens/scopes.ts';
import { type Actor, type Token, tokenState } from '../../core/tokens/token.ts';
import type { AboutToken } from '../cards/about-token.ts';
import type { ListReference } from '../cards/list-page.ts';
import type { Card } from '../cards/reply.ts';
import { describeEnd } from '../cards/token-end.ts';
import { viewToken } from '../cards/token-view.ts';
import { change, view } from './action-entry.ts';
import { byNameCommand } from './by-name.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { aboutTokenInput } from './input-fields.ts';
import { tokenCard } from './show.ts';
import { tokenPageOf } from './track.ts';

/** The data of the cards that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'revoke-question': CardAboutToken & { readonly consequence: string };
    revoked: CardAboutToken & { readonly done: 'Revoked' | 'Forgotten'; readonly text: string };
    'forget-question': CardAboutToken & { readonly text: string; readonly pageUrl: string };
  }
}

/** Asks whether a token shall be revoked, and says what stops working. */
export async function askRevoke(input: AboutToken, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const token = await deps.service.get(actor, input.tokenId);
  const now = deps.clock.now();
  switch (tokenState(token, now)) {
    case 'revoked':
      return revokedCard(token, input.back, deps, alreadyText(token, deps));
    case 'expired':
      return tokenCard(token, input.back, deps, 'It has expired, so there is nothing left to revoke.');
    case 'active':
      if (!deps.service.canRevoke(token)) return askForget(token, input.back, actor, deps);
      return {
        card: 'revoke-question',
        data: {
          summary: `Revoke ${token.name}? It ${describeEnd(token, now)}.`,
          token: viewToken(token, now, deps.organizationOf, deps.service.policy),
          consequence: `Every tool that uses it in ${deps.organizationOf(token).name} stops working at once: ${describeScopes(token.scopes)}.`,
          back: input.back,
        },
      };
  }
}

/** Nothing here can end a token that was only remembered. */
async function askForget(token: Token, back: ListReference, actor: Actor, deps: FeatureDeps): Promise<Card> {
  return {
    card: 'forget-question',
    data: {
      summary: `Forget ${token.name}?`,
      token: viewToken(token, deps.clock.now(), deps.organizationOf, deps.service.policy),
      back,
      text: 'Patkeeper can’t revoke it. Revoke it where it was made; then it can be forgotten here.',
      pageUrl: (await tokenPageOf(token.organization, actor, deps)) ?? '',
    },
  };
}

/** Revokes a token, or forgets one that is only remembered; on an old copy of the card it says that this was done before. */
export async function revoke(input: AboutToken, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const { token, already } = await deps.service.revoke(actor, input.tokenId);
  const done = deps.service.canRevoke(token)
    ? 'Whatever still uses it is refused from now on.'
    : 'You get no more messages about it.';
  return revokedCard(token, input.back, deps, already ? alreadyText(token, deps) : done);
}

function alreadyText(token: Token, { service }: FeatureDeps): string {
  return service.canRevoke(token) ? 'It was already revoked.' : 'It was already forgotten.';
}

function revokedCard(token: Token, back: ListReference, deps: FeatureDeps, text: string): Card {
  const now = deps.clock.now();
  return {
    card: 'revoked',
    data: {
      summary: `${token.name}: ${describeEnd(token, now)}`,
      token: viewToken(token, now, deps.organizationOf, deps.service.policy),
      done: deps.service.canRevoke(token) ? 'Revoked' : 'Forgotten',
      text,
      back,
    },
  };
}

/** The command `revoke`. */
export const revokeCommand = byNameCommand('revoke', {
  alike: ['delete', 'end', 'kill', 'remove'],
  help: { usage: '<name>', does: 'End a token now' },
  inManifest: 'End a token now: revoke and its name',
  act: askRevoke,
  verb: 'revoke.ask',
  button: 'Revoke',
  ask: 'Revoke which one?',
});

/** The buttons that end a token; the second is also on the card of a token that a new one replaces. */
export const revokeActions = {
  'revoke.ask': view(aboutTokenInput, askRevoke),
  revoke: change(aboutTokenInput, revoke),
  'rotate.finish': change(aboutTokenInput, revoke),
};
