import { foldExternalId, type Instant, sameEnd, type Token } from '../../core/tokens/token.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { errorOf, lost } from './errors.ts';
import type { Failure } from './outcome.ts';

/** Finds out what became of a change that was not answered for certain. */
export interface TokenCheck {
  /**
   * Resolves when the token is not among its owner's active ones. A revocation that finds no token may have looked in an
   * organization that was renamed, and after a lost answer anything may be so: a token must not be called revoked that works.
   */
  assertRevoked(accessToken: string, token: Token, failure: Failure): Promise<void>;
  /** The end that the token has now, when it is a new one; rejects with `lost` when it isn't, or can't be told. */
  endAfterLostChange(accessToken: string, token: Token, asked: Instant, reason: string): Promise<Instant>;
}

/** Makes the check, which asks Azure DevOps itself. */
export function createTokenCheck(client: Pick<AzureDevOpsClient, 'get' | 'list'>): TokenCheck {
  return {
    async assertRevoked(accessToken, { organization, externalId = '' }, failure) {
      const reason = failure.kind === 'lost' ? failure.reason : 'the token was not found';
      const listed = await client.list(accessToken, organization);
      if (listed.kind !== 'ok') {
        if (failure.kind !== 'lost') throw errorOf(listed);
        throw lost('lost.maybe-not-revoked', reason);
      }
      const id = foldExternalId(externalId);
      if (!listed.value.some(({ authorizationId }) => foldExternalId(authorizationId) === id)) return;
      throw lost('lost.not-revoked', reason);
    },
    async endAfterLostChange(accessToken, token, asked, reason) {
      const seen = await client.get(accessToken, token.organization, token.externalId ?? '');
      if (seen.kind !== 'ok') {
        throw lost('lost.end-unknown', reason);
      }
      const { validTo } = seen.value;
      const isOld = sameEnd(validTo, token.validTo) && !sameEnd(validTo, asked);
      if (!isOld) return validTo;
      throw lost('lost.end-kept', reason);
    },
  };
}
