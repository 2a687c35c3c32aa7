import { programUser } from '../../core/administration/program-name.ts';
import { traitsOf } from '../../core/tokens/authority-traits.ts';
import type { EndedBy } from '../../core/tokens/ended-by.ts';
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
  const time = formatInstant(revokedAt, sentences);
  const user = programUser(endedBy.name);
  const { reason } = endedBy;
  return news({
    byAdministrator: true,
    headline: revokedBy(name, endedBy, sentences),
    text:
      user === undefined
        ? say('notice.revoked.byAdministratorText', { reason, time })
        : say('notice.revoked.byCommandText', { user, reason, time }),
    // Where Patkeeper doesn't verify a token itself, its authority takes its time.
    advice: [
      traitsOf(token, policy).isVerifiedHere
        ? say('notice.revoked.stopped')
        : say('notice.revoked.stopsLater'),
      adviceOf(endedBy, sentences),
    ].join(' '),
  });
}

/** Which administrator revoked a token; of a command it is said elsewhere who ran it. */
export function revokedBy(name: string, by: EndedBy, { say }: Sentences): string {
  return programUser(by.name) === undefined
    ? say('notice.revoked.byAdministrator', { name, administrator: by.name })
    : say('notice.revoked.byCommand', { name });
}

/** What the owner of a revoked token can do. */
export function adviceOf({ name: administrator }: EndedBy, { say }: Sentences): string {
  return programUser(administrator) === undefined
    ? say('notice.revoked.askAdministrator', { administrator })
    : say('notice.revoked.askAdministrators');
}

function news(said: Omit<RevokedNews, 'summary'>): RevokedNews {
  return { summary: `${said.headline}. ${said.text}`, ...said };
}
