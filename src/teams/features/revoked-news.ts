import { traitsOf } from '../../core/tokens/authority-traits.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import type { Instant, Token } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import { formatInstant } from '../cards/format.ts';

/** What the message about a revoked token says besides what is known of the token. */
export interface RevokedNews {
  readonly summary: string;
  readonly byAdministrator: boolean;
  readonly headline: string;
  readonly text: string;
  /** What the person can do about it. */
  readonly advice: string;
}

/** Who revoked a token, and why: an administrator, or whoever sent its secret to a service. */
export function revokedNews(token: Token, now: Instant, policy: Policy, sentences: Sentences): RevokedNews {
  const { say } = sentences;
  const { name, endedBy, revokedAt = now } = token;
  if (endedBy === undefined) {
    const service = token.revokedBy ?? say('notice.revoked.someService');
    return news({
      byAdministrator: false,
      headline: say('notice.revoked.headline', { name }),
      text: say('notice.revoked.text', { service }),
      advice: say('notice.revoked.advice'),
    });
  }
  const { name: administrator, reason } = endedBy;
  return news({
    byAdministrator: true,
    headline: say('notice.revoked.byAdministrator', { name, administrator }),
    text: say('notice.revoked.byAdministratorText', { reason, time: formatInstant(revokedAt, sentences) }),
    // Where Patkeeper doesn't verify a token itself, its authority takes its time.
    advice: traitsOf(token, policy).isVerifiedHere
      ? say('notice.revoked.byAdministratorAdvice', { administrator })
      : say('notice.revoked.byAdministratorLaterAdvice', { administrator }),
  });
}

function news(said: Omit<RevokedNews, 'summary'>): RevokedNews {
  return { summary: `${said.headline}. ${said.text}`, ...said };
}
