import type { AzureDevOpsClient } from '../../../src/authorities/azure-devops/azure-devops-client.ts';
import type { Outcome } from '../../../src/authorities/azure-devops/outcome.ts';
import type { Pat } from '../../../src/authorities/azure-devops/wire.ts';
import { DAY, START } from '../../support/fixed-clock.ts';

/** A client that fails a test whenever it is asked for something that the test did not expect. */
export function stubClient(some: Partial<AzureDevOpsClient>): AzureDevOpsClient {
  const unexpected = (name: string) => (): Promise<never> => Promise.reject(new Error(`unexpected: ${name}`));
  return {
    organizations: unexpected('organizations'),
    list: unexpected('list'),
    get: unexpected('get'),
    create: unexpected('create'),
    update: unexpected('update'),
    revoke: unexpected('revoke'),
    peoplePage: unexpected('peoplePage'),
    searchPeople: unexpected('searchPeople'),
    findPerson: unexpected('findPerson'),
    findByObjectId: unexpected('findByObjectId'),
    tokensOf: unexpected('tokensOf'),
    revokeAny: unexpected('revokeAny'),
    ...some,
  };
}

export function samplePat(some: Partial<Pat> = {}): Pat {
  return {
    authorizationId: 'id-1',
    name: 'Laptop',
    scopes: ['vso.code'],
    createdAt: START,
    validTo: START + 90 * DAY,
    organizationIds: ['org-harbour'],
    ...some,
  };
}

export const LOST: Outcome<never> = { kind: 'lost', reason: 'Azure DevOps did not answer in time' };
