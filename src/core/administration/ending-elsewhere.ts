import { PatkeeperError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { type Token, tokenState } from '../tokens/token.ts';
import type { TokenAdministration } from '../tokens/token-administration.ts';
import type { Job, JobTarget } from './job.ts';
import { pauseOf } from './organization-looks.ts';

export interface EndingElsewhereDeps {
  readonly administration: Pick<TokenAdministration, 'revoke'>;
  readonly store: Pick<Store, 'tokens'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What became of tokens that an authority was asked to end. */
export interface EndedElsewhere {
  /** The ids of those that it ended. */
  readonly ended: ReadonlySet<string>;
  /** Why it ended others not. */
  readonly problem?: PatkeeperError;
  /** How long it wants to be left alone before it is asked for the others; absent when they are not tried again. */
  readonly pauseMs?: number;
}

/** Has an authority end tokens of others, those of an organization with one request. */
export type EndingElsewhere = (targets: readonly JobTarget[], job: Job) => Promise<EndedElsewhere>;

/** Makes it. That a token is ended twice there does no harm: whoever died before saying so says so later. */
export function createEndingElsewhere(deps: EndingElsewhereDeps): EndingElsewhere {
  const { administration, store, clock, log } = deps;

  async function activeByOrganization(targets: readonly JobTarget[]): Promise<ReadonlyMap<string, Token[]>> {
    const found = await Promise.all(targets.map(({ owner, tokenId }) => store.tokens.find(owner, tokenId)));
    const active = found.filter(
      (token): token is Token => token !== undefined && tokenState(token, clock.now()) === 'active',
    );
    const groups = new Map<string, Token[]>();
    for (const token of active) {
      const { organization } = token;
      groups.set(organization, [...(groups.get(organization) ?? []), token]);
    }
    return groups;
  }

  return async (targets, job) => {
    const ended = new Set<string>();
    let problem: PatkeeperError | undefined;
    let pauseMs: number | undefined;
    for (const [organization, tokens] of await activeByOrganization(targets)) {
      try {
        const ids = tokens.flatMap(({ externalId }) => externalId ?? []);
        await administration.revoke(job.requester, organization, ids);
        for (const { id, externalId } of tokens) if (externalId !== undefined) ended.add(id);
      } catch (error) {
        if (!(error instanceof PatkeeperError) || error.code === 'store-unavailable') throw error;
        log.warn({ err: error, organization, job: job.id }, 'tokens of an organization were not revoked');
        problem = error;
        if (error.code === 'throttled') pauseMs = pauseOf(error);
      }
    }
    return {
      ended,
      ...(problem === undefined ? {} : { problem }),
      ...(pauseMs === undefined ? {} : { pauseMs }),
    };
  };
}
