import { PatkeeperError } from './errors.ts';
import type { AuditAction } from './ports.ts';
import type { TokenService } from './token-service.ts';

/** The same service, which tells of every change and refusal; for metrics. */
export function countActions(service: TokenService, count: (action: AuditAction) => void): TokenService {
  const created = new WeakSet<object>();

  async function counted<T>(work: Promise<T>, tell: (result: T) => void): Promise<T> {
    try {
      const result = await work;
      tell(result);
      return result;
    } catch (error) {
      if (error instanceof PatkeeperError) count('refuse');
      throw error;
    }
  }

  return {
    ...service,
    create: (actor, input) =>
      counted(service.create(actor, input), ({ token }) => {
        // A form that is submitted again gets the same token again.
        if (!created.has(token)) count('create');
        created.add(token);
      }),
    renew: (actor, tokenId, lifespan) =>
      counted(service.renew(actor, tokenId, lifespan), () => count('renew')),
    revoke: (actor, tokenId) =>
      counted(service.revoke(actor, tokenId), ({ already }) => {
        if (!already) count('revoke');
      }),
    revokePresented: (token, presentedTo) =>
      counted(service.revokePresented(token, presentedTo), (revoked) => {
        if (revoked) count('revoke');
      }),
    revokeAll: (actor, asOf) =>
      counted(service.revokeAll(actor, asOf), (revoked) => {
        for (const _ of revoked) count('revoke');
      }),
  };
}
