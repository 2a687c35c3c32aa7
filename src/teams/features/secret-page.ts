import type { OrganizationOf } from '../../core/organization-of.ts';
import type { Secret } from '../../core/secret.ts';
import type { Instant, Token } from '../../core/token.ts';
import type { Dialog } from '../reply.ts';
import { describeEnd } from '../token-view.ts';
import { viewUsage } from './view-usage.ts';

/** The last page of the create dialog, and the one place where a secret is shown. */
export function secretPage(
  token: Token,
  secret: Secret,
  now: Instant,
  organizationOf: OrganizationOf,
): Dialog {
  const { usage, moreUsage } = viewUsage(token, organizationOf);
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
        usage,
        moreUsage,
        hasMoreUsage: moreUsage.length > 0,
      },
    },
  };
}
