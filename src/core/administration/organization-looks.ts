import { PatkeeperError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import { MINUTE } from '../timing/durations.ts';
import type { TokenAdministration } from '../tokens/token-administration.ts';
import { type Job, jobActor, type OrganizationLook } from './job.ts';
import type { MemberTokens } from './member-tokens.ts';

/** People between two marks of how far the look is. */
const AT_ONCE = 10;
/** A mark is set by then, however slow the authority is. */
const STEP_MS = 20_000;
/** Whoever can't be asked now is asked again after this time, so many times. */
const TRY_AFTER_MS = MINUTE;
const MOST_TRIES = 30;
/** No organization has so many pages of people. A longer list never ends. */
const MOST_PAGES = 1000;

export interface OrganizationLooksDeps {
  readonly administration: Pick<TokenAdministration, 'members'>;
  readonly memberTokens: MemberTokens;
  readonly clock: Clock;
  readonly log: Log;
}

/** How far a look is after one more step. */
export interface LookStep {
  readonly look: OrganizationLook;
  readonly isOver: boolean;
  /** How long the authority wants to be left alone; absent when it doesn't say so. */
  readonly pauseMs?: number;
  /** Why the look ended before its end. */
  readonly problem?: PatkeeperError;
}

/** Looks at everybody's tokens in organizations, some people at a time. */
export interface OrganizationLooks {
  /** Looks at the next people, one after the other, until `shouldStop`. Rejects only when the store can't write. */
  step(job: Job, look: OrganizationLook, shouldStop: () => boolean): Promise<LookStep>;
}

/**
 * Makes them. Who is left of a page is kept with the job, so that whoever continues forgets nobody. At most one step is done again
 * then, and a token that was seen before is known by its authority's id.
 */
export function createOrganizationLooks(deps: OrganizationLooksDeps): OrganizationLooks {
  const { administration, memberTokens, clock, log } = deps;

  async function nextPage(job: Job, look: OrganizationLook): Promise<OrganizationLook> {
    const after = look.next ?? undefined;
    const { members, next = null } = await administration.members(job.requester, look.organization, after);
    const left = members.map(({ key, objectId, name }) => ({ key, objectId, name }));
    const pages = look.pages + 1;
    return { ...look, left, next: pages < MOST_PAGES ? next : null, pages, tries: 0 };
  }

  async function nextPerson(job: Job, look: OrganizationLook): Promise<OrganizationLook> {
    const [member, ...left] = look.left;
    if (member === undefined) return look;
    const next = { ...look, left, people: look.people + 1, tries: 0 };
    try {
      const { active } = await memberTokens.look(jobActor(job), look.organization, member);
      return { ...next, tokens: look.tokens + active };
    } catch (error) {
      // They left the organization meanwhile.
      if (error instanceof PatkeeperError && error.reason === 'not-found.member')
        return { ...next, gone: look.gone + 1 };
      throw error;
    }
  }

  function interrupted(error: unknown, look: OrganizationLook): LookStep {
    if (!(error instanceof PatkeeperError) || error.code === 'store-unavailable') throw error;
    const pauseMs = pauseOf(error);
    log.info({ err: error, organization: look.organization }, 'a look at an organization was interrupted');
    // Nobody who is left is looked at any more, so that nothing of them is kept.
    if (pauseMs === undefined || look.tries >= MOST_TRIES)
      return { look: { ...look, left: [] }, isOver: true, problem: error };
    return { look: { ...look, tries: look.tries + 1 }, isOver: false, pauseMs };
  }

  return {
    async step(job, given, shouldStop) {
      const until = clock.now() + STEP_MS;
      let look = given;
      try {
        if (look.left.length === 0 && look.next !== null) look = await nextPage(job, look);
        for (let people = 0; people < AT_ONCE && look.left.length > 0; people += 1) {
          if (shouldStop() || clock.now() > until) break;
          look = await nextPerson(job, look);
        }
      } catch (error) {
        return interrupted(error, look);
      }
      return { look, isOver: look.left.length === 0 && look.next === null };
    },
  };
}

/** How long to wait before the same is tried again; undefined for what another try doesn't change. */
export function pauseOf({ code, facts }: PatkeeperError): number | undefined {
  if (code === 'throttled')
    return Number(facts['seconds'] ?? 0) * 1000 + Number(facts['minutes'] ?? 0) * MINUTE;
  return code === 'unreachable' || code === 'too-slow' ? TRY_AFTER_MS : undefined;
}
