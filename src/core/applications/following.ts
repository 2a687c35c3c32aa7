import type { AuditTrail } from '../audit/audit-trail.ts';
import { PatkeeperError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { notTooOften } from '../tokens/not-too-often.ts';
import type { Policy } from '../tokens/policy.ts';
import { refuseGuest } from '../tokens/refusals.ts';
import { type Actor, ownerOf, type PersonId, samePerson, tokenState } from '../tokens/token.ts';
import type { FollowedApplication, TokenService } from '../tokens/token-service-port.ts';
import { rememberingAuthority } from '../tokens/tracking.ts';
import type { Application, ApplicationDirectory } from './application.ts';
import { credentialOf, reconcileApplication } from './reconcile-application.ts';

/** Who may follow which application. */
export interface FollowRights {
  /** The administrators whom the settings name: they may follow any. */
  readonly administrators: readonly PersonId[];
}

interface FollowingDeps extends Partial<FollowRights> {
  readonly clock: Clock;
  readonly store: Pick<Store, 'tokens' | 'watches' | 'rateLimits'>;
  readonly policy: Policy;
  readonly audit: AuditTrail;
  readonly wake: () => void;
  readonly newId: () => string;
  /** Absent where nobody looks into a directory. */
  readonly applications?: ApplicationDirectory;
}

/** So many applications one person may follow: each costs two questions an hour. */
export const MOST_APPLICATIONS = 20;

/**
 * Whether a person may follow an application: its owners, and administrators. The directory is read with the rights of
 * Patkeeper, so that it must not tell people more than they could see themselves.
 */
export function mayFollow(
  person: PersonId,
  { owners }: Application,
  { administrators }: FollowRights,
): boolean {
  const isOwner = owners.includes(person.objectId.toLowerCase());
  return isOwner || administrators.some((one) => samePerson(one, person));
}

/** Creates the part of the token service that follows the secrets and certificates of applications. */
export function createFollowing(
  deps: FollowingDeps,
): Pick<TokenService, 'followsApplications' | 'followApplication'> {
  const { clock, store, policy, audit, wake, newId, applications, administrators = [] } = deps;

  async function find(appId: string, directory: ApplicationDirectory): Promise<Application | undefined> {
    try {
      return await directory.find(appId);
    } catch (cause) {
      throw new PatkeeperError('unreachable.graph', {}, { cause });
    }
  }

  async function follow(actor: Actor, appId: string): Promise<FollowedApplication> {
    refuseGuest(actor);
    if (applications === undefined || !isOwnTenant(actor, applications))
      throw new PatkeeperError('refused.applications-off');
    // The directory answers everybody together so and so many questions a minute.
    await notTooOften('applications', actor, clock.now(), store);
    const application = await find(appId, applications);
    // Whoever may not follow it does not learn that it is there.
    if (application === undefined || !mayFollow(actor, application, { administrators }))
      throw new PatkeeperError('not-found.application');
    const owner = ownerOf(actor);
    const tokens = await store.tokens.list(owner);
    const followed = new Set(
      tokens.map((token) => credentialOf(token)?.appId).filter((id) => id !== undefined),
    );
    if (!followed.has(appId) && followed.size >= MOST_APPLICATIONS)
      throw new PatkeeperError('refused.too-many-applications', { limit: MOST_APPLICATIONS });
    const now = clock.now();
    const ofIt = (one: (typeof tokens)[number]) => credentialOf(one)?.appId === appId;
    const look = { owner, appId, known: tokens.filter(ofIt), application, isAsked: true, now, newId };
    const authority = rememberingAuthority(policy);
    await store.watches.syncTokens({
      owner,
      now,
      ...reconcileApplication({ ...look, authority }),
      notices: [],
    });
    wake();
    const active = (await store.tokens.list(owner)).filter(
      (token) => ofIt(token) && tokenState(token, now) === 'active',
    );
    return { name: application.name, tokens: active };
  }

  return {
    followsApplications: applications !== undefined,
    followApplication: (actor, given) =>
      audit.recordingRefusals(actor, 'track', () => follow(actor, given.toLowerCase())),
  };
}

function isOwnTenant({ tenantId }: Actor, directory: ApplicationDirectory): boolean {
  return tenantId.toLowerCase() === directory.tenantId.toLowerCase();
}
