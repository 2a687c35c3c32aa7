import type { OrganizationOf } from '../../core/tokens/organization-of.ts';
import { latestOverlapEnd } from '../../core/tokens/overlap.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import { renewalRefusal } from '../../core/tokens/renewal.ts';
import type { Instant, Token } from '../../core/tokens/token.ts';
import { formatInstant } from '../cards/format.ts';
import { ACTIVE_LIST } from '../cards/list-page.ts';
import type { Card } from '../cards/reply.ts';
import { describeUse, viewToken } from '../cards/token-view.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'cut-over': CardAboutToken & {
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
  news = '',
): Card {
  const until = formatInstant(old.validTo);
  const endsItself = old.rotation?.state !== 'overlap' || old.rotation.endsItself;
  const ends = endsItself
    ? `The old one works until ${until} and then ends by itself.`
    : `The old one could not be given an earlier end: it works until ${until} unless you revoke it.`;
  // After a crash nobody knows whether the dialog got as far as the secret.
  const unseen = `If the new secret was never shown to you, rotate the new token too: /pat rotate ${old.name}.`;
  const used = describeUse(old, now);
  return {
    card: 'cut-over',
    data: {
      summary: `${old.name} has a new secret; the old one works until ${until}`,
      token: viewToken(old, now, organizationOf, policy),
      back: ACTIVE_LIST,
      text: ['Put the new secret in place of the old one.', ends, whyNotLonger(old, policy), unseen]
        .filter((sentence) => sentence !== '')
        .join(' '),
      used: used === '' ? '' : `The old one: ${used}.`,
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
function whyNotLonger(old: Token, policy: Policy): string {
  return renewalRefusal(old, policy) === undefined
    ? ''
    : 'Your administrator’s policy has changed since it was made, so it can’t be given more time.';
}
