import { HOUR } from '../../core/timing/durations.ts';
import { traitsOf } from '../../core/tokens/authority-traits.ts';
import { cutOverEvidence } from '../../core/tokens/cut-over.ts';
import type { OrganizationOf } from '../../core/tokens/organization-of.ts';
import { latestOverlapEnd } from '../../core/tokens/overlap.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import { renewalRefusal } from '../../core/tokens/renewal.ts';
import { type Actor, type Instant, type Token, tokenState } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { AboutToken } from '../cards/about-token.ts';
import { formatInstant } from '../cards/format.ts';
import { lifeLeft } from '../cards/life-left.ts';
import { ACTIVE_LIST } from '../cards/list-page.ts';
import type { Card } from '../cards/reply.ts';
import { describeUse, viewToken } from '../cards/token-view.ts';
import { view } from './action-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { aboutTokenInput } from './input-fields.ts';
import { tokenCard } from './show.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'cut-over': CardAboutToken & {
      /** What is left of the time in which both work, in per cent; -1 once it is over. */
      readonly left: number;
      readonly text: string;
      /** When the new one was last used; empty where nobody knows. */
      readonly newUsed: string;
      /** The same of the old one, and since when nobody has tried it; or why nobody knows. */
      readonly used: string;
      /** Whether there may be something new to see later. */
      readonly canLook: boolean;
      readonly news: string;
      readonly canExtend: boolean;
      readonly end: number;
    };
  }
}

/** The card of a token that a new one replaces: how long both work, which of them is used, and the buttons that end or prolong that. */
export function cutOverCard(
  old: Token,
  successor: Token | undefined,
  now: Instant,
  organizationOf: OrganizationOf,
  policy: Policy,
  sentences: Sentences,
  news = '',
): Card {
  const { say } = sentences;
  const until = formatInstant(old.validTo, sentences);
  // After a crash nobody knows whether the dialog got as far as the secret.
  const unseen = say('notice.cut-over.unseen', { name: old.name });
  const ends = howItEnds(old, until, sentences);
  return {
    card: 'cut-over',
    data: {
      summary: say('notice.cut-over.summary', { name: old.name, time: until }),
      token: viewToken(old, now, organizationOf, policy, sentences),
      back: ACTIVE_LIST,
      left: lifeLeft(old, now),
      text: [say('notice.cut-over.text'), ends, whyNotLonger(old, policy, sentences), unseen]
        .filter((sentence) => sentence !== '')
        .join(' '),
      ...whichIsUsed(old, successor, now, policy, sentences),
      news,
      canExtend: canExtend(old, policy, now),
      end: old.validTo,
    },
  };
}

function howItEnds({ rotation }: Token, time: string, { say }: Sentences): string {
  if (rotation?.state === 'overlap' && !rotation.endsItself)
    return say('notice.cut-over.endsNotItself', { time });
  if (rotation?.state !== 'overlap' || rotation.quietMs === undefined)
    return say('notice.cut-over.endsItself', { time });
  const span = say('count.hours', { count: Math.round(rotation.quietMs / HOUR) });
  return say('notice.cut-over.endsSooner', { time, span });
}

/** The two facts that show whether the old one is still needed; for tokens of others, why nobody knows them. */
function whichIsUsed(
  old: Token,
  successor: Token | undefined,
  now: Instant,
  policy: Policy,
  sentences: Sentences,
): { readonly used: string; readonly newUsed: string; readonly canLook: boolean } {
  const { say } = sentences;
  if (!traitsOf(old, policy).isVerifiedHere)
    return { used: say('notice.cut-over.useUnknown'), newUsed: '', canLook: false };
  const used = describeUse(old, now, policy, sentences);
  const { silentSince = now } = cutOverEvidence(old, successor) ?? {};
  return {
    used: say('notice.cut-over.used', { used, time: formatInstant(silentSince, sentences) }),
    newUsed:
      successor === undefined
        ? ''
        : say('notice.cut-over.newUsed', { used: describeUse(successor, now, policy, sentences) }),
    canLook: true,
  };
}

/** Shows the two facts as they are now; the token itself once the time of both is over. */
export async function lookAtCutOver(
  { tokenId, back }: AboutToken,
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const token = await deps.tokenService.get(actor, tokenId);
  const now = deps.clock.now();
  if (token.rotation?.state !== 'overlap' || tokenState(token, now) !== 'active')
    return tokenCard(token, back, deps);
  return cutOver(token, actor, deps);
}

/** The card with what is known now of both. */
export async function cutOver(token: Token, actor: Actor, deps: FeatureDeps, news = ''): Promise<Card> {
  const { tokenService, organizationOf, sentences, clock } = deps;
  const successor = await tokenService.successorOf(actor, token);
  return cutOverCard(token, successor, clock.now(), organizationOf, tokenService.policy, sentences, news);
}

function canExtend(old: Token, policy: Policy, now: Instant): boolean {
  if (old.rotation?.state !== 'overlap' || !old.rotation.endsItself) return false;
  const latest = latestOverlapEnd(old, policy, now);
  return latest !== undefined && old.validTo < latest;
}

/** Why the old token can't be prolonged, where today's policy keeps it from that; empty where it does not. */
function whyNotLonger(old: Token, policy: Policy, { say }: Sentences): string {
  return renewalRefusal(old, policy) === undefined ? '' : say('notice.cut-over.notLonger');
}

/** The button that looks again. */
export const cutOverActions = { 'rotate.look': view(aboutTokenInput, lookAtCutOver) };
