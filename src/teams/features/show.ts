import type { Actor, Token } from '../../core/tokens/token.ts';
import { isOrganizationRemoved } from '../../core/tokens/under-policy.ts';
import type { AboutToken } from '../cards/about-token.ts';
import { type ButtonTips, buttonTips } from '../cards/button-tips.ts';
import type { Fact } from '../cards/fact.ts';
import { formatInstant } from '../cards/format.ts';
import { lifeLeft } from '../cards/life-left.ts';
import type { ListReference } from '../cards/list-page.ts';
import { shownScopes } from '../cards/policy-facts.ts';
import type { Card } from '../cards/reply.ts';
import { describeEnd } from '../cards/token-end.ts';
import { tokenFacts, viewToken } from '../cards/token-view.ts';
import { undeliveredOf, undeliveredText } from '../cards/undelivered.ts';
import { view } from './action-entry.ts';
import { byNameCommand } from './by-name.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { aboutTokenInput } from './input-fields.ts';
import type { UsageSection } from './view-usage.ts';
import { viewUsage } from './view-usage.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    token: CardAboutToken & {
      readonly tips: ButtonTips & { readonly reader: string };
      /** What is left of its life in per cent; -1 once it has ended. */
      readonly left: number;
      readonly facts: readonly Fact[];
      /** The ids of its scopes, folded away until they are asked for; empty when there are none. */
      readonly scopeIds: string;
      readonly news: string;
      /** The tools that the token is made for, folded away until they are asked for; none once it has ended. */
      readonly usage: readonly UsageSection[];
      readonly hasUsage: boolean;
    };
  }
}

/** One of the actor's tokens with everything known about it. */
export async function show({ tokenId, back }: AboutToken, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const token = await deps.tokenService.get(actor, tokenId);
  const card = tokenCard(token, back, deps);
  const undelivered = undeliveredOf(token, await deps.tokenService.undelivered(actor));
  const facts = undelivered.map((notice) => ({
    label: deps.sentences.say('notice.undelivered.label'),
    value: undeliveredText(notice, deps.sentences),
  }));
  return { ...card, data: { ...card.data, facts: [...card.data.facts, ...facts] } };
}

/** The card of a token; `news` stands above it and says what just happened. */
export function tokenCard(
  token: Token,
  back: ListReference,
  deps: FeatureDeps,
  news = '',
): Card & { readonly card: 'token' } {
  const now = deps.clock.now();
  const { sentences } = deps;
  const view = viewToken(token, now, deps.organizationOf, deps.tokenService.policy, sentences);
  const { policy } = deps.tokenService;
  const isUsable = view.active && !isOrganizationRemoved(token, policy);
  const counting = { ...token, scopes: shownScopes(token, policy) };
  const usage = isUsable ? viewUsage(counting, deps.organizationOf, policy, sentences).usage : [];
  return {
    card: 'token',
    data: {
      summary: sentences.say('reply.token.summary', {
        name: token.name,
        ends: describeEnd(token, now, policy, sentences),
      }),
      token: { ...view, ends: describeEnd(token, now, policy, sentences, formatInstant) },
      tips: {
        ...buttonTips(token.name, sentences),
        reader: sentences.say('button.reader', { name: token.name }),
      },
      left: lifeLeft(token, now),
      facts: tokenFacts(token, now, deps.organizationOf, deps.tokenService.policy, sentences),
      scopeIds: counting.scopes.join(' '),
      news,
      usage,
      hasUsage: usage.length > 0,
      back,
    },
  };
}

/** The command `show`. */
export const showCommand = byNameCommand('show', {
  help: { usage: '<name>', does: 'command.show.does' },
  inManifest: 'command.show.list',
  act: show,
  verb: 'show',
  button: 'reply.several.show',
  ask: 'reply.several.title',
});

/** The buttons that show a token. */
export const showActions = { show: view(aboutTokenInput, show) };
