import type { Notice } from '../../core/notices.ts';
import type { OrganizationOf } from '../../core/organization-of.ts';
import type { Instant, Token } from '../../core/token.ts';
import { formatSpan } from '../format.ts';
import type { Card } from '../reply.ts';
import { LAST_USED, tokenFacts, viewToken } from '../token-view.ts';
import { ACTIVE_LIST } from './list.ts';

/** The message that a notice stands for. */
export function noticeCard(notice: Notice, token: Token, now: Instant, organizationOf: OrganizationOf): Card {
  const about = {
    token: viewToken(token, now, organizationOf),
    facts: tokenFacts(token, now, organizationOf),
    back: ACTIVE_LIST,
  };
  switch (notice.kind) {
    case 'created': {
      // That a token is not used yet is no news a second after it was made; a use is.
      const facts = about.facts.filter(({ label }) => label !== LAST_USED || token.lastUsed !== undefined);
      const summary = `A new token was created: ${token.name}`;
      return { card: 'created-notice', data: { summary, ...about, facts } };
    }
    case 'expiring': {
      const headline = `${token.name} expires in ${formatSpan(token.validTo - now)}`;
      return { card: 'expiring-notice', data: { summary: headline, headline, ...about } };
    }
    case 'revoked': {
      const headline = `${token.name} was revoked`;
      const text = `Its secret was presented to ${token.revokedBy ?? 'a service'} for revocation.`;
      return { card: 'revoked-notice', data: { summary: `${headline}. ${text}`, headline, text, ...about } };
    }
  }
}
