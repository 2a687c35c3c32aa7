import { type Actor, type Token, tokenState } from '../../core/tokens/token.ts';
import { sayScopes } from '../../sentences/say-scopes.ts';
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
    'revoke-question': TitledCard & { readonly consequence: string };
    revoked: CardAboutToken & { readonly forgotten: boolean; readonly text: string };
    'forget-question': TitledCard & { readonly text: string; readonly pageUrl: string };
  }
}

/** Asks whether to revoke a token, and says what stops working. */
export async function askRevoke(input: AboutToken, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const token = await deps.tokenService.get(actor, input.tokenId);
  const now = deps.clock.now();
  const { sentences } = deps;
  const { say } = sentences;
  switch (tokenState(token, now)) {
    case 'revoked':
      return revokedCard(token, input.back, deps, alreadyText(token, deps));
    case 'expired':
      return tokenCard(token, input.back, deps, say('reply.revoke.expired'));
    case 'active':
      if (!deps.tokenService.canRevoke(token)) return askForget(token, input.back, actor, deps);
      return {
        card: 'revoke-question',
        data: {
          summary: say('reply.revoke.summary', {
            name: token.name,
            ends: describeEnd(token, now, deps.tokenService.policy, sentences),
          }),
          title: say('reply.revoke.title', { name: token.name }),
          token: viewToken(token, now, deps.organizationOf, deps.tokenService.policy, sentences),
          consequence: say('reply.revoke.consequence', {
            organization: deps.organizationOf(token).name,
            scopes: sayScopes(token.scopes, deps.sentences),
          }),
          back: input.back,
        },
      };
  }
}

/** Nothing here can end a token that was only remembered. */
async function askForget(token: Token, back: ListReference, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const { sentences } = deps;
  const title = sentences.say('reply.forget.title', { name: token.name });
  return {
    card: 'forget-question',
    data: {
      summary: title,
      title,
      token: viewToken(token, deps.clock.now(), deps.organizationOf, deps.tokenService.policy, sentences),
      back,
      text: sentences.say('reply.forget.text'),
      pageUrl: (await tokenPageOf(token.organization, actor, deps)) ?? '',
    },
  };
}

/** Revokes a token, or forgets one that is only remembered; on an old copy of the card it says that this was done before. */
export async function revoke(input: AboutToken, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const { token, already } = await deps.tokenService.revoke(actor, input.tokenId);
  const { say } = deps.sentences;
  const done = deps.tokenService.canRevoke(token) ? say('reply.revoke.done') : say('reply.forget.done');
  return revokedCard(token, input.back, deps, already ? alreadyText(token, deps) : done);
}

function alreadyText(token: Token, { tokenService, sentences: { say } }: FeatureDeps): string {
  return tokenService.canRevoke(token) ? say('reply.revoke.already') : say('reply.forget.already');
}

function revokedCard(token: Token, back: ListReference, deps: FeatureDeps, text: string): Card {
  const now = deps.clock.now();
  const { sentences } = deps;
  const { say } = sentences;
  return {
    card: 'revoked',
    data: {
      summary: say('reply.token.summary', {
        name: token.name,
        ends: describeEnd(token, now, deps.tokenService.policy, sentences),
      }),
      token: viewToken(token, now, deps.organizationOf, deps.tokenService.policy, sentences),
      forgotten: !deps.tokenService.canRevoke(token),
      text,
      back,
    },
  };
}

/** The command `revoke`. */
export const revokeCommand = byNameCommand('revoke', {
  alike: 'command.revoke.alike',
  help: { usage: '<name>', does: 'command.revoke.does' },
  inManifest: 'command.revoke.list',
  act: askRevoke,
  verb: 'revoke.ask',
  button: 'card.any.revoke',
  ask: 'reply.several.revoke',
});

/** The buttons that end a token; the second is also on the card of a token that a new one replaces. */
export const revokeActions = {
  'revoke.ask': view(aboutTokenInput, askRevoke),
  revoke: change(aboutTokenInput, revoke),
  'rotate.finish': change(aboutTokenInput, revoke),
};
