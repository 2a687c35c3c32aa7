import type { Secret } from '../../core/secret.ts';
import type { Instant, Token } from '../../core/token.ts';
import { usageLines } from '../../core/usage.ts';
import type { Dialog } from '../reply.ts';
import { describeEnd } from '../token-view.ts';

/** The last page of the create dialog, and the one place where a secret is shown. */
export function secretPage(token: Token, secret: Secret, presetId: string, now: Instant): Dialog {
  const { authority, organization, scopes } = token;
  const usage = usageLines({ authority, organization, presetId, scopes }).map(
    ({ title, lines, note = '', relevant }) => ({ title, lines, note, relevant }),
  );
  const moreUsage = usage.filter(({ relevant }) => !relevant);
  return {
    title: 'Your new token',
    height: 'large',
    card: {
      card: 'secret',
      data: {
        summary: 'Your new token',
        name: token.name,
        secret: secret.reveal(),
        ends: describeEnd(token, now),
        usage: usage.filter(({ relevant }) => relevant),
        moreUsage,
        hasMoreUsage: moreUsage.length > 0,
      },
    },
  };
}
