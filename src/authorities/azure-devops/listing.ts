import type { PatkeeperError } from '../../core/errors.ts';
import type { ListedToken, Listing } from '../../core/tokens/token-authority.ts';
import { foreignName } from '../../core/tokens/token-name.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { errorOf } from './errors.ts';
import { knownOrigin } from './known-origins.ts';
import type { Failure } from './outcome.ts';
import type { MemberOrganization, Pat } from './wire.ts';

/** Organizations of one person that are asked at the same time. */
const AT_ONCE = 4;

/** A listing that also says which organizations could not be read, and why. */
export interface PartialListing extends Listing {
  readonly failed: readonly { readonly organization: string; readonly error: PatkeeperError }[];
}

/**
 * A person's active tokens in all their organizations, each once: a token for all organizations is in the list of every
 * one. Rejects when not one organization could be read, with the wish for a sign-in first.
 */
export async function listEverywhere(
  client: Pick<AzureDevOpsClient, 'list'>,
  accessToken: string,
  organizations: readonly MemberOrganization[],
): Promise<PartialListing> {
  const answers = await inTurns(organizations, AT_ONCE, async (organization) => ({
    organization,
    outcome: await client.list(accessToken, organization.name),
  }));
  const tokens = new Map<string, ListedToken>();
  const complete: string[] = [];
  const failures: { organization: string; failure: Failure }[] = [];
  for (const { organization, outcome } of answers) {
    if (outcome.kind !== 'ok') {
      failures.push({ organization: organization.name, failure: outcome });
      continue;
    }
    complete.push(organization.name);
    for (const pat of outcome.value) {
      if (!tokens.has(pat.authorizationId))
        tokens.set(pat.authorizationId, listedToken(pat, organization, organizations));
    }
  }
  const worst = failures.find(({ failure }) => isAboutSignIn(failure)) ?? failures[0];
  if (worst !== undefined && complete.length === 0) throw errorOf(worst.failure);
  const failed = failures.map(({ organization, failure }) => ({ organization, error: errorOf(failure) }));
  return { tokens: [...tokens.values()], complete, failed };
}

/** A token belongs to the organization that it names, wherever it was listed. */
export function listedToken(
  pat: Pat,
  seenIn: MemberOrganization,
  organizations: readonly MemberOrganization[],
): ListedToken {
  const ids = pat.organizationIds;
  const named = ids?.includes(seenIn.id) ? seenIn : organizations.find(({ id }) => ids?.includes(id));
  const origin = knownOrigin(foreignName(pat.name));
  return {
    externalId: pat.authorizationId,
    name: pat.name,
    organization: (named ?? seenIn).name,
    scopes: pat.scopes,
    createdAt: pat.createdAt,
    validTo: pat.validTo,
    everywhere: ids === undefined,
    ...(origin === undefined ? {} : { madeBy: origin }),
  };
}

function isAboutSignIn({ kind }: Failure): boolean {
  return kind === 'claims' || kind === 'signed-out';
}

/** Does the work for each item, a limited number at the same time. Returns the results in the order of the items. */
async function inTurns<A, B>(
  items: readonly A[],
  atOnce: number,
  work: (item: A) => Promise<B>,
): Promise<B[]> {
  const results: B[] = [];
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
