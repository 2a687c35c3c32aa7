import type { OrganizationOf } from '../../core/tokens/organization-of.ts';
import { latestOverlapEnd } from '../../core/tokens/overlap.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import { renewalRefusal } from '../../core/tokens/renewal.ts';
import type { Instant, Token } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import { formatInstant } from '../cards/format.ts';
import { lifeLeft } from '../cards/life-left.ts';
import { ACTIVE_LIST } from '../cards/list-page.ts';
import type { Card } from '../cards/reply.ts';
import { describeUse, viewToken } from '../cards/token-view.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'cut-over': CardAboutToken & {
      /** What is left of the time in which both work, in per cent; -1 once it is over. */
      readonly left: number;
      readonly text: string;
      readonly used: string;
      readonly news: string;
      readonly canExtend: boolean;
      readonly end: number;
    };
  }
}

/** The card of a token that a new one replaces: how long both work, and the buttons that end or prolong that. */
export function cutOverCard(
  old: Token,
  now: Instant,
  organizationOf: OrganizationOf,
  policy: Policy,
  sentences: Sentences,
  news = '',
): Card {
  const { say } = sentences;
  const until = formatInstant(old.validTo, sentences);
  const endsItself = old.rotation?.state !== 'overlap' || old.rotation.endsItself;
  const ends = endsItself
    ? say('notice.cut-over.endsItself', { time: until })
    : say('notice.cut-over.endsNotItself', { time: until });
  // After a crash nobody knows whether the dialog got as far as the secret.
  const unseen = say('notice.cut-over.unseen', { name: old.name });
  const used = describeUse(old, now, policy, sentences);
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
      used: used === '' ? '' : say('notice.cut-over.used', { used }),
      news,
      canExtend: canExtend(old, policy, now),
      end: old.validTo,
    },
  };
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
