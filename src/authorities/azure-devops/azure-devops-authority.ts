import { isSignInNeeded, type PatkeeperError } from '../../core/errors.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { type Later, later as systemLater } from '../../core/timing/clock.ts';
import { MINUTE } from '../../core/timing/durations.ts';
import { ownerOf, type PersonId, type Token } from '../../core/tokens/token.ts';
import type { AccessTokens, IssuingAuthority } from '../../core/tokens/token-authority.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { errorOf, notAMember, notThere } from './errors.ts';
import { listEverywhere, type PartialListing } from './listing.ts';
import { createLostCreates } from './lost-create.ts';
import { createOrganizationCache } from './organization-cache.ts';
import type { Failure, Outcome } from './outcome.ts';
import { saysGone } from './pat-errors.ts';
import { createTokenCheck } from './token-check.ts';
import type { MemberOrganization } from './wire.ts';

const ORGANIZATIONS_MS = 5 * MINUTE;

export interface AzureDevOpsAuthorityDeps {
  readonly client: AzureDevOpsClient;
  /** Gives access tokens with the permissions `vso.pats`, `vso.pats_manage` and `vso.profile`. */
  readonly accessTokens: AccessTokens;
  readonly clock: Clock;
  readonly log: Log;
  readonly later?: Later;
}

/** Azure DevOps Services as a token authority: acts as the signed-in person, in their own organizations. */
export interface AzureDevOpsAuthority extends IssuingAuthority {
  /** The person's active tokens in all their organizations; rejects when none of these could be read. */
  list(person: PersonId): Promise<PartialListing>;
  /** Forgets a person's organizations; to be called when they sign in or out. */
  forget(person: PersonId): void;
}

/** Makes the authority. Its methods reject with a `PatkeeperError` for the person to read; with `lost` when nobody knows what became of a change. */
export function createAzureDevOpsAuthority(deps: AzureDevOpsAuthorityDeps): AzureDevOpsAuthority {
  const { client, accessTokens, clock, log, later = systemLater } = deps;
  const lostCreates = createLostCreates({ client, clock, later, log });
  const check = createTokenCheck(client);
  const organizations = createOrganizationCache({ clock, load, ttlMs: ORGANIZATIONS_MS, later });

  /**
   * Makes a call as the person. An access token may be refused before its time, when the sign-in behind it is still good:
   * then the call, which has done nothing, is made once more with a fresh one.
   */
  async function asPerson<T>(person: PersonId, call: (accessToken: string) => Promise<Outcome<T>>) {
    const accessToken = await accessTokens.forPerson(person);
    const outcome = await call(accessToken);
    if (outcome.kind !== 'signed-out') return { outcome, accessToken };
    const fresh = await accessTokens.forPerson(person, { fresh: true });
    if (fresh === accessToken) return { outcome, accessToken };
    return { outcome: await call(fresh), accessToken: fresh };
  }

  async function load(person: PersonId): Promise<readonly MemberOrganization[]> {
    const { outcome } = await asPerson(person, (accessToken) => client.organizations(accessToken));
    if (outcome.kind !== 'ok') throw errorOf(outcome);
    return outcome.value;
  }

  async function listAll(person: PersonId, joined: readonly MemberOrganization[]): Promise<PartialListing> {
    const accessToken = await accessTokens.forPerson(person);
    try {
      return await listEverywhere(client, accessToken, joined);
    } catch (error) {
      // With claims only the person can help.
      if (!isSignInNeeded(error) || error.signIn?.claims !== undefined) throw error;
      const fresh = await accessTokens.forPerson(person, { fresh: true });
      if (fresh === accessToken) throw error;
      return listEverywhere(client, fresh, joined);
    }
  }

  /** 401 also comes where the person is no member, and signing in again would not help there. */
  async function explain(failure: Failure, person: PersonId, organization: string): Promise<PatkeeperError> {
    if (failure.kind !== 'signed-out') return errorOf(failure);
    organizations.forget(person);
    const joined = await organizations.of(person).catch(() => undefined);
    const isMember = joined?.some(({ name }) => name.toLowerCase() === organization.toLowerCase()) ?? true;
    return isMember ? errorOf(failure) : notAMember();
  }

  return {
    id: 'azure-devops',
    async organizations(actor) {
      const joined = await organizations.of(ownerOf(actor));
      return joined.map(({ name }) => ({ authority: 'azure-devops', id: name, name }));
    },
    async issue(actor, request) {
      const person = ownerOf(actor);
      const { organization } = request;
      const startedAt = clock.now();
      const { outcome, accessToken } = await asPerson(person, (token) =>
        client.create(token, organization, request),
      );
      if (outcome.kind === 'lost') {
        throw await lostCreates.settle({ accessToken, request, startedAt, ...outcome, organization });
      }
      if (outcome.kind !== 'ok') throw await explain(outcome, person, organization);
      const { pat, secret } = outcome.value;
      return { secret, validTo: pat.validTo, externalId: pat.authorizationId };
    },
    async renew(actor, token, validTo) {
      const person = ownerOf(actor);
      const { organization } = token;
      const change = { authorizationId: idOf(token), validTo };
      const { outcome, accessToken } = await asPerson(person, (bearer) =>
        client.update(bearer, organization, change),
      );
      if (outcome.kind === 'ok') return outcome.value.validTo;
      if (outcome.kind !== 'lost') throw await explain(outcome, person, organization);
      return check.endAfterLostChange(accessToken, token, validTo, outcome.reason);
    },
    async revoke(actor, token) {
      const person = ownerOf(actor);
      const { organization } = token;
      const id = idOf(token);
      const { outcome, accessToken } = await asPerson(person, (bearer) =>
        client.revoke(bearer, organization, id),
      );
      if (outcome.kind === 'ok') return;
      if (!isGone(outcome) && outcome.kind !== 'lost') throw await explain(outcome, person, organization);
      await check.assertRevoked(accessToken, token, outcome);
    },
    async list(person) {
      const listing = await listAll(person, await organizations.of(person));
      for (const { organization, error } of listing.failed) {
        log.warn({ organization, err: error }, "an organization's tokens were not listed");
      }
      return listing;
    },
    forget(person) {
      organizations.forget(person);
    },
  };
}

/** A token without the authority's own name for it is one that the authority can't be asked about. */
function idOf({ externalId }: Token): string {
  if (externalId === undefined) throw notThere();
  return externalId;
}

/** Whether the answer says that there is no such token. */
function isGone(outcome: Failure): boolean {
  return outcome.kind === 'not-found' || (outcome.kind === 'refused' && saysGone(outcome.error));
}
