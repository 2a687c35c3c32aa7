import { z } from 'zod';
import type { AppCredential, ApplicationDirectory } from '../core/applications/application.ts';
import { isGuid } from '../core/guid.ts';
import { createGraphHttp, type GraphHttpDeps, GraphRefused } from './graph-http.ts';

/** Its token needs the application permission Application.Read.All. */
export interface GraphApplicationsDeps extends GraphHttpDeps {
  /** The one tenant whose applications it knows. */
  readonly tenantId: string;
}

const SELECT = '$select=appId,displayName,passwordCredentials,keyCredentials';
/** An application has a hundred owners at most. */
const MOST_PAGES = 20;
const NOT_FOUND = 404;

const credential = z.object({
  keyId: z.string().nullish(),
  displayName: z.string().nullish(),
  startDateTime: z.string().nullish(),
  endDateTime: z.string().nullish(),
});
const application = z.object({
  displayName: z.string().nullish(),
  passwordCredentials: z.array(credential).nullish(),
  keyCredentials: z.array(credential).nullish(),
});
const ownersPage = z.object({
  value: z.array(z.object({ id: z.string() })),
  '@odata.nextLink': z.string().optional(),
});

/** Makes the directory of applications that Microsoft Graph is. Of a secret it reads the name and the end, and no part of it. */
export function createGraphApplications({ tenantId, ...deps }: GraphApplicationsDeps): ApplicationDirectory {
  const graph = createGraphHttp(deps);

  async function ownersOf(address: string): Promise<readonly string[]> {
    const ids: string[] = [];
    let link = `${address}/owners?$select=id`;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const { value, '@odata.nextLink': next } = ownersPage.parse(await graph.get(link));
      ids.push(...value.map(({ id }) => id.toLowerCase()));
      if (next === undefined) return ids;
      link = graph.ownLink(next);
    }
    throw new GraphRefused(200, 'without an end');
  }

  return {
    tenantId,
    async find(appId) {
      // It stands in an address: only what has the form of an id may.
      if (!isGuid(appId)) return undefined;
      const address = `${deps.url}/v1.0/applications(appId='${appId}')`;
      try {
        const [body, owners] = await Promise.all([graph.get(`${address}?${SELECT}`), ownersOf(address)]);
        const read = application.parse(body);
        const all = [...(read.passwordCredentials ?? []), ...(read.keyCredentials ?? [])];
        return {
          appId: appId.toLowerCase(),
          name: read.displayName ?? '',
          credentials: onceEach(all.flatMap(credentialFrom)),
          owners,
        };
      } catch (error) {
        if (error instanceof GraphRefused && error.status === NOT_FOUND) return undefined;
        throw error;
      }
    },
  };
}

/** None for one without an id or an end: nobody can be reminded of that. */
function credentialFrom({
  keyId,
  displayName,
  startDateTime,
  endDateTime,
}: z.infer<typeof credential>): readonly AppCredential[] {
  const end = Date.parse(endDateTime ?? '');
  const startsAt = Date.parse(startDateTime ?? '');
  if (keyId == null || !isGuid(keyId) || Number.isNaN(end)) return [];
  return [
    {
      id: keyId.toLowerCase(),
      name: displayName ?? '',
      ...(Number.isNaN(startsAt) ? {} : { startsAt }),
      end,
    },
  ];
}

/** A certificate that signs and verifies may be listed twice. */
function onceEach(credentials: readonly AppCredential[]): readonly AppCredential[] {
  return [...new Map(credentials.map((one) => [one.id, one])).values()];
}
