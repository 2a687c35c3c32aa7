import { PatkeeperError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { Account, SignIn } from '../sign-in.ts';
import type { Store } from '../store/store.ts';
import { DAY } from '../timing/durations.ts';
import { unknownOrganization } from '../tokens/refusals.ts';
import { type Actor, type AuthorityId, type Organization, ownerOf } from '../tokens/token.ts';
import type { Member, TokenAdministration } from '../tokens/token-administration.ts';
import type { AdministrationAudit } from './administration-audit.ts';
import type { Guard } from './guard.ts';
import { type Job, type JobView, NO_COUNTS, type OrganizationLook } from './job.ts';
import type { MemberLook, MemberTokens } from './member-tokens.ts';

const FORGET_MS = 30 * DAY;
const MOST_RUNNING = 100;

/** What an administrator reaches at an authority that lets the administrators of its organizations see everybody's tokens. */
export interface Reach {
  /** Who is signed in there for this; undefined when nobody is. */
  readonly account?: Account;
  readonly organizations: readonly Organization[];
}

/**
 * What administrators do with the tokens that an authority keeps for the members of its organizations, also of people who never
 * met the bot. They sign in there for it, apart from the sign-in for their own tokens. Every method looks itself whether the actor may.
 */
export interface Members {
  readonly authority: AuthorityId;
  reach(actor: Actor): Promise<Reach>;
  /** The address of the page where the actor signs in there; `claims` come from a challenge. */
  startSignIn(actor: Actor, claims?: string): Promise<string>;
  /** Completes that sign-in with the code that the page showed; rejects with `invalid-input` for a wrong one. */
  confirmSignIn(actor: Actor, code: string): Promise<void>;
  /** People of an organization by the beginning of a name or address, or by object id. */
  find(actor: Actor, organization: string, words: string): Promise<readonly Member[]>;
  /** Looks at somebody's tokens now. The lists of administration have them from then on. */
  look(actor: Actor, organization: string, key: string): Promise<MemberLook>;
  /** Looks at the tokens of everybody in an organization in the background; one such look at a time. */
  lookAtAll(actor: Actor, organization: string): Promise<JobView>;
}

export interface MembersDeps {
  readonly guard: Guard;
  readonly audit: AdministrationAudit;
  readonly administration: TokenAdministration;
  readonly memberTokens: MemberTokens;
  /** The sign-in of administrators at the authority. */
  readonly signIn: Pick<SignIn, 'start' | 'confirm' | 'account'>;
  readonly store: Pick<Store, 'oversight'>;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Has a job that runs worked on; resolves when it is done, or after a while. */
  readonly work: (job: Job) => Promise<Job>;
}

/** Creates it. */
export function createMembers(deps: MembersDeps): Members {
  const { guard, audit, administration, memberTokens, signIn, store, clock } = deps;

  /** As the authority spells it. */
  async function known(actor: Actor, organization: string): Promise<string> {
    const all = await administration.organizations(ownerOf(actor));
    const found = all.find(({ id }) => id.toLowerCase() === organization.trim().toLowerCase());
    if (found === undefined) throw unknownOrganization();
    return found.id;
  }

  async function reach(actor: Actor): Promise<Reach> {
    await guard.preparing(actor);
    const account = await signIn.account(ownerOf(actor));
    if (account === undefined) return { organizations: [] };
    return { account, organizations: await administration.organizations(ownerOf(actor)) };
  }

  async function find(actor: Actor, given: string, words: string): Promise<readonly Member[]> {
    await guard.preparing(actor);
    const sought = words.trim();
    if (sought === '') throw new PatkeeperError('invalid-input.words-missing', {}, { field: 'words' });
    const organization = await known(actor, given);
    await audit.record(actor, 'look', `find in ${organization}: ${sought}`);
    return administration.search(ownerOf(actor), organization, sought);
  }

  async function look(actor: Actor, given: string, key: string): Promise<MemberLook> {
    await guard.preparing(actor);
    const organization = await known(actor, given);
    // Whose tokens these are is the authority's to say, and not the card's.
    const member = await administration.member(ownerOf(actor), organization, key);
    const owner = { tenantId: actor.tenantId, objectId: member.objectId };
    await audit.record(actor, 'look', `tokens in ${organization}`, { owner });
    return memberTokens.look(actor, organization, member);
  }

  async function lookAtAll(actor: Actor, given: string): Promise<JobView> {
    await guard.preparing(actor);
    const organization = await known(actor, given);
    const running = await store.oversight.listJobs('running', MOST_RUNNING);
    const same = running.find((one) => one.look?.organization === organization);
    if (same !== undefined) return { job: same, mayConfirm: false };
    const now = clock.now();
    const begun: OrganizationLook = {
      authority: administration.id,
      organization,
      left: [],
      pages: 0,
      people: 0,
      gone: 0,
      tokens: 0,
      tries: 0,
    };
    const job: Job = {
      id: deps.newId(),
      requester: ownerOf(actor),
      requesterName: actor.name,
      createdAt: now,
      expiresAt: now,
      state: 'running',
      targets: [],
      reason: '',
      look: begun,
      next: 0,
      counts: NO_COUNTS,
      version: 1,
    };
    await audit.record(actor, 'look', `request ${job.id}: tokens of everybody in ${organization}`);
    await store.oversight.addJob(job, now - FORGET_MS);
    return { job: await deps.work(job), mayConfirm: false };
  }

  const guarded =
    <A extends readonly unknown[], T>(tried: string, run: (actor: Actor, ...rest: A) => Promise<T>) =>
    (actor: Actor, ...rest: A) =>
      audit.recordingRefusals(actor, `${administration.id}: ${tried}`, () => run(actor, ...rest));

  return {
    authority: administration.id,
    reach: guarded('overview', reach),
    startSignIn: guarded('sign in', async (actor, claims?: string) => {
      await guard.preparing(actor);
      return signIn.start(ownerOf(actor), claims === undefined ? {} : { claims });
    }),
    confirmSignIn: guarded('sign in', async (actor, code: string) => {
      await guard.preparing(actor);
      await signIn.confirm(ownerOf(actor), code);
      await audit.record(actor, 'sign-in', `for administration of ${administration.id}`);
    }),
    find: guarded('find', find),
    look: guarded('look', look),
    lookAtAll: guarded('look at everybody', lookAtAll),
  };
}
