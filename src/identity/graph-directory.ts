import { z } from 'zod';
import type { AccountState, Directory } from '../core/leavers/directory.ts';
import type { PersonId } from '../core/tokens/token.ts';
import { createGraphHttp, type GraphHttpDeps, GraphRefused } from './graph-http.ts';

/** Its token needs the application permission User.Read.All. */
export interface GraphDirectoryDeps extends GraphHttpDeps {
  /** The one tenant whose people it knows. */
  readonly tenantId: string;
}

const SELECT = '$select=id,accountEnabled';
/** Microsoft Graph gives fewer where it wants to. */
const PAGE_SIZE = 'odata.maxpagesize=999';
/** A directory that never comes to its end would keep the process busy for ever. */
const MOST_PAGES = 10_000;
/** So many people are asked about one by one in a look: those who are not in the list of all. */
const MOST_SINGLE = 50;

const user = z.object({
  id: z.string(),
  accountEnabled: z.boolean().nullish(),
  '@removed': z.object({}).nullish(),
});
const page = z.object({
  value: z.array(user),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
});

/** What was learned so far; object ids in lower case. */
type Known = Map<string, Exclude<AccountState, 'unknown'>>;

/**
 * Makes the directory that Microsoft Graph is. The first look reads all accounts; the next ones read what has changed since
 * (delta query). A look that fails begins where it ended, or anew when Graph has forgotten the place.
 */
export function createGraphDirectory({ tenantId, ...deps }: GraphDirectoryDeps): Directory {
  const { url } = deps;
  const graph = createGraphHttp(deps);
  const start = `${url}/v1.0/users/delta?${SELECT}`;
  let link = start;
  let known: Known = new Map();

  const get = (address: string): Promise<unknown> => graph.get(address, { Prefer: PAGE_SIZE });

  function learn(users: z.infer<typeof page>['value']): void {
    for (const { id, accountEnabled, '@removed': removed } of users) {
      const key = id.toLowerCase();
      // Soft deletion says "changed", the one for good "deleted": both end the account. A change may leave the state out.
      if (removed != null) known.set(key, 'deleted');
      else if (accountEnabled != null) known.set(key, accountEnabled ? 'active' : 'disabled');
    }
  }

  async function readOn(): Promise<void> {
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const read = page.parse(await get(link));
      learn(read.value);
      const { '@odata.nextLink': next, '@odata.deltaLink': delta } = read;
      if (next === undefined && delta === undefined) throw new GraphRefused(200, 'without a link');
      link = graph.ownLink(next ?? delta ?? start);
      if (next === undefined) return;
    }
    throw new GraphRefused(200, 'without an end');
  }

  async function readChanges(): Promise<void> {
    try {
      await readOn();
    } catch (error) {
      if (!(error instanceof GraphRefused) || !hasForgotten(error) || link === start) throw error;
      [link, known] = [start, new Map()];
      await readOn();
    }
  }

  /** Whoever was deleted before the first look is in no list. */
  async function askAbout(objectId: string): Promise<void> {
    try {
      learn([user.parse(await get(`${url}/v1.0/users/${objectId}?${SELECT}`))]);
    } catch (error) {
      if (!(error instanceof GraphRefused) || error.status !== 404) throw error;
      known.set(objectId.toLowerCase(), 'deleted');
    }
  }

  return {
    async look(people) {
      await readChanges();
      const own = people.filter((person) => isOfTenant(person, tenantId));
      const missing = own.filter(({ objectId }) => !known.has(objectId.toLowerCase()));
      for (const { objectId } of missing.slice(0, MOST_SINGLE)) await askAbout(objectId);
      const found = known;
      return (person) =>
        isOfTenant(person, tenantId) ? (found.get(person.objectId.toLowerCase()) ?? 'unknown') : 'unknown';
    },
  };
}

/** The place in the list of changes is too old, or not known there any more. */
function hasForgotten({ status }: GraphRefused): boolean {
  return [400, 404, 410].includes(status);
}

function isOfTenant(person: PersonId, tenantId: string): boolean {
  return person.tenantId.toLowerCase() === tenantId.toLowerCase();
}
