import type { Instant } from '../../../src/core/tokens/token.ts';
import type { AzureDevOpsState, FakeToken } from './fake-azure-devops-types.ts';
import { fakeTokenStatus } from './token-shelf.ts';

/** The end of every token for all organizations; Microsoft has published the day only. */
const GLOBAL_TOKENS_END: Instant = Date.UTC(2026, 11, 1);

/** Whether a token is one for all organizations, which have all stopped by now. */
export function isRetired({ organization }: FakeToken, now: Instant): boolean {
  return organization === undefined && now >= GLOBAL_TOKENS_END;
}

/** Whether whoever holds the secret gets in, somewhere or in this organization. */
export function tokenWorks(
  token: FakeToken,
  now: Instant,
  state: AzureDevOpsState,
  organization?: string,
): boolean {
  if (fakeTokenStatus(token, now) !== 'active' || isRetired(token, now)) return false;
  if (state.disabledPeople.includes(token.person)) return false;
  if (organization === undefined) return true;
  if (token.organization !== undefined) return token.organization === organization;
  return !state.creationRestricted.includes(organization);
}
