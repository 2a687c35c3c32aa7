import type { Config } from '../config/config.ts';
import type { OweAdministrators } from '../core/administration/administrator-notices.ts';
import type { Unanswered } from '../core/notices/ladder-watch.ts';
import { writeUnanswered } from '../core/notices/unanswered-detail.ts';
import type { Log } from '../core/ports.ts';
import type { PersonId } from '../core/tokens/token.ts';

/** The administrators whom the settings name; the local chat's own, whose code isn't even loaded with Teams. */
export async function namedAdministrators({
  administration,
}: Pick<Config, 'administration'>): Promise<readonly PersonId[]> {
  if (administration === undefined) return [];
  const { administrators, signIn } = administration;
  if (signIn !== undefined)
    return administrators.map((objectId) => ({ tenantId: signIn.tenantId, objectId }));
  const { LOCAL_ADMINISTRATOR, TENANT_ID } = await import('../local/directory.ts');
  const local = [LOCAL_ADMINISTRATOR.objectId, ...administrators];
  return local.map((objectId) => ({ tenantId: TENANT_ID, objectId }));
}

/** Tells administrators in Teams of tokens that end and that nobody answers for; those who read the log always. */
export function tellOfUnanswered(
  owe: OweAdministrators,
  log: Log,
): (tokens: readonly Unanswered[]) => Promise<void> {
  return async (tokens) => {
    const validTo = Math.min(...tokens.map((token) => token.validTo));
    const told = await owe({
      kind: 'unanswered',
      key: `${validTo}.${tokens.length}.${tokens[0]?.tokenId ?? ''}`,
      detail: writeUnanswered(tokens),
      validTo,
    });
    const named = tokens.map(({ owner, tokenId }) => ({ owner: owner.objectId, tokenId }));
    log.warn({ tokens: named, administratorsTold: told }, 'tokens end and nobody answers');
  };
}
