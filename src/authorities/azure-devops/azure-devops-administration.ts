import { isSignInNeeded, PatkeeperError } from '../../core/errors.ts';
import { isGuid } from '../../core/guid.ts';
import type { Clock } from '../../core/ports.ts';
import { type Later, later as systemLater } from '../../core/timing/clock.ts';
import { MINUTE } from '../../core/timing/durations.ts';
import { authoritySignInNeeded, unknownOrganization } from '../../core/tokens/refusals.ts';
import type { PersonId } from '../../core/tokens/token.ts';
import type { Member, TokenAdministration } from '../../core/tokens/token-administration.ts';
import type { AccessTokens } from '../../core/tokens/token-authority.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { errorOf, lost } from './errors.ts';
import { listedToken } from './listing.ts';
import { createOrganizationCache } from './organization-cache.ts';
import type { Failure, Outcome } from './outcome.ts';
import type { MemberOrganization, Person } from './wire.ts';

const ORGANIZATIONS_MS = 5 * MINUTE;
/** Nobody says how many tokens one request may revoke. */
const REVOKED_AT_ONCE = 50;

export interface AzureDevOpsAdministrationDeps {
  readonly client: AzureDevOpsClient;
  /** Gives access tokens with the permissions `vso.tokenadministration`, `vso.graph` and `vso.profile`. */
  readonly accessTokens: AccessTokens;
  readonly clock: Clock;
  readonly later?: Later;
}

/** The token administration of Azure DevOps, for the administrators of its organizations. */
export interface AzureDevOpsAdministration extends TokenAdministration {
  /** Forgets an administrator's organizations; to be called when they sign in or out. */
  forget(administrator: PersonId): void;
}

/** Makes it. */
export function createAzureDevOpsAdministration(
  deps: AzureDevOpsAdministrationDeps,
): AzureDevOpsAdministration {
  const { client, clock, later = systemLater } = deps;
  const organizations = createOrganizationCache({ clock, load, ttlMs: ORGANIZATIONS_MS, later });

  async function accessToken(person: PersonId, fresh: boolean): Promise<string> {
    try {
      return await deps.accessTokens.forPerson(person, { fresh });
    } catch (error) {
      throw isSignInNeeded(error) ? authoritySignInNeeded(error) : error;
    }
  }

  /** An access token may be refused before its time: then the call, which has done nothing, is made once more with a fresh one. */
  async function call<T>(
    person: PersonId,
    organization: string,
    ask: (accessToken: string) => Promise<Outcome<T>>,
  ): Promise<T> {
    const token = await accessToken(person, false);
    const first = await ask(token);
    if (first.kind === 'ok') return first.value;
    if (first.kind !== 'signed-out' && first.kind !== 'forbidden') throw refusal(first, organization);
    const fresh = await accessToken(person, true);
    const second = fresh === token ? first : await ask(fresh);
    if (second.kind === 'ok') return second.value;
    throw refusal(second, organization);
  }

  function load(person: PersonId): Promise<readonly MemberOrganization[]> {
    return call(person, '', (token) => client.organizations(token));
  }

  async function find(person: PersonId, name: string): Promise<MemberOrganization> {
    const known = await organizations.of(person);
    const found = known.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (found === undefined) throw unknownOrganization();
    return found;
  }

  return {
    id: 'azure-devops',
    async organizations(person) {
      const known = await organizations.of(person);
      return known.map(({ name }) => ({ authority: 'azure-devops', id: name, name }));
    },
    async members(person, organization, after) {
      const page = await call(person, organization, (token) => client.peoplePage(token, organization, after));
      const members = page.items.flatMap(memberOf);
      return page.next === undefined ? { members } : { members, next: page.next };
    },
    async search(person, organization, words) {
      if (!isGuid(words)) {
        const found = await call(person, organization, (token) =>
          client.searchPeople(token, organization, words),
        );
        return found.flatMap(memberOf);
      }
      const found = await call<Person | undefined>(person, organization, async (token) => {
        const one = await client.findByObjectId(token, organization, words);
        return one.kind === 'not-found' ? { kind: 'ok', value: undefined } : one;
      });
      return found === undefined ? [] : memberOf(found);
    },
    async member(person, organization, key) {
      const [found] = memberOf(
        await call(person, organization, (token) => client.findPerson(token, organization, key)),
      );
      if (found === undefined) throw new PatkeeperError('not-found.member', { organization });
      return found;
    },
    async tokensOf(person, organization, key) {
      const seenIn = await find(person, organization);
      const known = await organizations.of(person);
      const pats = await call(person, organization, (token) => client.tokensOf(token, organization, key));
      return pats.map((pat) => ({ ...listedToken(pat, seenIn, known), isValid: pat.isValid }));
    },
    async revoke(person, organization, externalIds) {
      for (let from = 0; from < externalIds.length; from += REVOKED_AT_ONCE) {
        const ids = externalIds.slice(from, from + REVOKED_AT_ONCE);
        await call(person, organization, (token) => client.revokeAny(token, organization, ids));
      }
    },
    forget: organizations.forget,
  };
}

/** Nobody for whoever is not of Microsoft Entra: services, and groups. */
function memberOf({ origin, originId, descriptor, name, email }: Person): Member[] {
  if (origin !== 'aad' || !isGuid(originId)) return [];
  return [{ key: descriptor, objectId: originId.toLowerCase(), name: name || email || originId, email }];
}

function refusal(failure: Failure, organization: string): PatkeeperError {
  if (failure.kind === 'forbidden')
    return new PatkeeperError('refused.not-token-administrator', { organization });
  if (failure.kind === 'not-found') return new PatkeeperError('not-found.member', { organization });
  if (failure.kind === 'lost') return lost('lost.maybe-not-revoked', failure.reason);
  const error = errorOf(failure);
  return isSignInNeeded(error) ? authoritySignInNeeded(error) : error;
}
