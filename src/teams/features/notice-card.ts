import type { Notice } from '../../core/notices.ts';
import type { Instant, Token } from '../../core/token.ts';
import { formatSpan } from '../format.ts';
import type { Card } from '../reply.ts';
import { tokenFacts, viewToken } from '../token-view.ts';
import { ACTIVE_LIST } from './list.ts';

/** The message that a notice stands for. */
export function noticeCard(notice: Notice, token: Token, now: Instant): Card {
  const about = { token: viewToken(token, now), facts: tokenFacts(token), back: ACTIVE_LIST };
  switch (notice.kind) {
    case 'created':
      return {
        card: 'created-notice',
        data: { summary: `A new token was created: ${token.name}`, ...about },
      };
    case 'expiring': {
      const headline = `${token.name} expires in ${formatSpan(token.validTo - now)}`;
      return { card: 'expiring-notice', data: { summary: headline, headline, ...about } };
    }
  }
}
