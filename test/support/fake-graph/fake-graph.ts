import { z } from 'zod';
import type { FakeEntra } from '../fake-entra/fake-entra-types.ts';
import type { FakePerson } from '../fake-entra/fake-people.ts';
import { type Answer, emptyAnswer, jsonAnswer } from '../fake-http/answer.ts';
import type { Call } from '../fake-http/call.ts';
import { createControlPage } from '../fake-http/control-page.ts';
import { type FakeServer, type Route, startFakeServer, UNKNOWN_ROUTE } from '../fake-http/fake-server.ts';
import type { FaultControl } from '../fake-http/fault.ts';
import { createFaults } from '../fake-http/faults.ts';
import { createFakeApplications, DEMO_APP, type FakeApplication } from './fake-applications.ts';

/*
 * What Microsoft publishes of Microsoft Graph v1.0, as far as it matters here (learn.microsoft.com/graph: "Get incremental
 * changes for users", "user: delta", "Use delta query to track changes"):
 * - GET /users/delta reads all accounts page by page: each page has @odata.nextLink, the last one @odata.deltaLink. The delta
 *   link later gives what has changed since, in the same form. Query parameters are given once, and stand in the links.
 * - An account that is deleted has "@removed": reason "changed" while it can be restored (30 days), "deleted" for good after.
 *   One that is restored comes again as any other. The first reading has no deleted accounts.
 * - A change may have only those properties that changed; only those that $select names are followed.
 * - Prefer: odata.maxpagesize asks for the size of a page, and Graph may give fewer.
 * - A link that is too old is answered with 410, or with 400 and the code syncStateNotFound: then all is read anew.
 * - Without the permission: 403 Authorization_RequestDenied. The token's audience is the address of Graph.
 * - GET /users/{id} of a deleted account: 404 Request_ResourceNotFound.
 * Of applications ("Get application", "List owners", "passwordCredential", "keyCredential"; Application.Read.All is enough for
 * both):
 * - GET /applications(appId='{appId}') takes the application (client) id. With $select only what it names is in the answer;
 *   keyCredentials are complete only with it, and at most 150 such requests a minute are answered for a tenant.
 * - A credential has keyId, displayName, startDateTime and endDateTime (ISO 8601, UTC), each but keyId may be null. A password has a
 *   hint, its first three characters; secretText is null but in the answer that made it.
 * - GET /applications(appId='{appId}')/owners lists directory objects page by page, people and service principals.
 */

export interface FakeGraphDeps {
  /** Whose people and tokens these are. */
  readonly entra: FakeEntra;
  readonly port?: number;
  /** The most accounts on a page; 2 when left out, so that there are several. */
  readonly pageSize?: number;
  /** Where the lives of the secrets of its own application begin; the machine's clock when left out. */
  readonly now?: () => number;
  /** Called when the state of somebody has changed, for whoever tells of it by other ways. */
  readonly onChange?: (person: FakePerson, state: 'active' | 'disabled' | 'deleted') => void;
}

/** Microsoft Graph on loopback. People are named by key (`ada`). */
export interface FakeGraph extends FaultControl {
  readonly url: string;
  set(person: string, state: 'active' | 'disabled' | 'deleted'): void;
  /** Every link that was given so far is too old from now on. */
  forgetLinks(): void;
  /** A change of the person that says nothing of the account. */
  rename(person: string): void;
  /** Registers an application, or changes what it has; undefined deletes it. */
  setApplication(appId: string, application: FakeApplication | undefined): void;
  readonly requests: FakeServer['requests'];
  close(): Promise<void>;
}

const command = z.strictObject({
  addSecret: z.literal(true).optional(),
  dropSecret: z.literal(true).optional(),
  set: z.strictObject({ person: z.string(), state: z.enum(['active', 'disabled', 'deleted']) }).optional(),
  forgetLinks: z.literal(true).optional(),
  fail: z.literal(true).optional(),
  heal: z.literal(true).optional(),
});

/** Starts Microsoft Graph on loopback, with the people of a fake Entra. */
export async function createFakeGraph(deps: FakeGraphDeps): Promise<FakeGraph> {
  const { entra, port, pageSize = 2, onChange } = deps;
  const faults = createFaults();
  const applications = createFakeApplications(deps.now ?? Date.now);
  const states = new Map(entra.people.map(({ key }) => [key, 'active' as 'active' | 'disabled' | 'deleted']));
  /** Who changed, one after the other; a delta link names a place in it. */
  const changes: { readonly key: string; readonly renamed: boolean }[] = [];
  let era = 0;

  const find = (key: string): FakePerson => {
    const found = entra.people.find((someone) => someone.key === key);
    if (found === undefined) throw new Error(`The fake Graph knows nobody called ${key}.`);
    return found;
  };

  function tenantOf(call: Call): string | undefined {
    const claims = entra.signer.open(call.headers.authorization?.replace(/^Bearer /, '') ?? '');
    return claims?.['aud'] === server.url ? String(claims['tid']) : undefined;
  }

  function shown({ key, objectId }: FakePerson, renamed = false): object {
    const state = states.get(key);
    if (state === 'deleted') return { id: objectId, '@removed': { reason: 'changed' } };
    return renamed ? { id: objectId } : { id: objectId, accountEnabled: state === 'active' };
  }

  function page(all: readonly object[], from: number, place: number): Answer {
    const isLast = from + pageSize >= all.length;
    const next = `${server.url}/v1.0/users/delta?$skiptoken=${era}.${place}.${from + pageSize}`;
    const delta = `${server.url}/v1.0/users/delta?$deltatoken=${era}.${changes.length}`;
    return jsonAnswer(200, {
      '@odata.context': `${server.url}/v1.0/$metadata#users(id,accountEnabled)`,
      value: all.slice(from, from + pageSize),
      ...(isLast ? { '@odata.deltaLink': delta } : { '@odata.nextLink': next }),
    });
  }

  function delta(call: Call, tenantId: string): Answer {
    const people = entra.people.filter((person) => person.tenantId === tenantId);
    const token = call.query.get('$deltatoken') ?? call.query.get('$skiptoken');
    if (token === null) {
      if (call.query.get('$select') !== 'id,accountEnabled') return refuse(400, 'BadRequest');
      const there = people.filter(({ key }) => states.get(key) !== 'deleted');
      return page(
        there.map((person) => shown(person)),
        0,
        -1,
      );
    }
    const [givenEra = 0, place = 0, from = 0] = token.split('.').map(Number);
    if (givenEra !== era) return refuse(410, 'syncStateNotFound');
    if (place < 0)
      return page(
        people.filter(({ key }) => states.get(key) !== 'deleted').map((one) => shown(one)),
        from,
        -1,
      );
    const since = changes.slice(place).filter(({ key }) => find(key).tenantId === tenantId);
    return page(
      since.map(({ key, renamed }) => shown(find(key), renamed)),
      from,
      place,
    );
  }

  function user(call: Call, tenantId: string): Answer {
    const id = call.path.split('/')[3];
    const person = entra.people.find((one) => one.objectId === id && one.tenantId === tenantId);
    if (person === undefined || states.get(person.key) === 'deleted')
      return refuse(404, 'Request_ResourceNotFound');
    return jsonAnswer(200, shown(person));
  }

  function route(call: Call): Route {
    const asksApplication = call.path.startsWith('/v1.0/applications(');
    const answer =
      { '/v1.0/users/delta': delta }[call.path] ??
      (/^\/v1\.0\/users\/[^/]+$/.test(call.path) ? user : undefined) ??
      (asksApplication ? (asked: Call) => applications.answer(asked, server.url) : undefined);
    if (call.method !== 'GET' || answer === undefined) return UNKNOWN_ROUTE;
    const operation = asksApplication ? 'application' : answer === delta ? 'delta' : 'user';
    return {
      operation,
      run() {
        const tenantId = tenantOf(call);
        if (tenantId === undefined) return { answer: refuse(401, 'InvalidAuthenticationToken') };
        return { answer: answer(call, tenantId) };
      },
    };
  }

  const server = await startFakeServer({
    faults,
    port,
    route,
    control: createControlPage({
      title: 'Fake Microsoft Graph',
      command,
      apply(asked) {
        if (asked.heal) faults.heal();
        if (asked.fail) faults.failAlways('*', { kind: 'status', status: 503 });
        if (asked.forgetLinks) graph.forgetLinks();
        if (asked.addSecret) applications.renewDemo();
        if (asked.dropSecret) applications.dropDemo();
        if (asked.set !== undefined) graph.set(asked.set.person, asked.set.state);
      },
      state: () => ({ people: Object.fromEntries(states), faults: faults.waiting() }),
      groups: () => [
        ...entra.people.map(({ key, name }) => ({
          heading: name,
          buttons: (['active', 'disabled', 'deleted'] as const).map((state) => ({
            label: state,
            command: { set: { person: key, state } },
            on: states.get(key) === state,
          })),
        })),
        {
          heading: 'Failures',
          buttons: [
            { label: '503 always', command: { fail: true } },
            { label: 'None (heal)', command: { heal: true } },
            { label: 'Forget all links', command: { forgetLinks: true } },
          ],
        },
        {
          heading: `Application ${DEMO_APP}`,
          buttons: [
            { label: 'Add a secret', command: { addSecret: true } },
            { label: 'Remove the oldest one', command: { dropSecret: true } },
          ],
        },
      ],
      requests: () => server.requests,
    }),
  });

  const graph: FakeGraph = {
    url: server.url,
    set(key, state) {
      const person = find(key);
      states.set(key, state);
      changes.push({ key, renamed: false });
      onChange?.(person, state);
    },
    rename(key) {
      changes.push({ key: find(key).key, renamed: true });
    },
    forgetLinks() {
      era += 1;
    },
    setApplication: applications.set,
    requests: server.requests,
    close: () => server.close(),
    failNext: faults.failNext,
    failAlways: faults.failAlways,
    heal: faults.heal,
  };
  return graph;
}

function refuse(status: number, code: string): Answer {
  return status === 204 ? emptyAnswer(204) : jsonAnswer(status, { error: { code, message: 'on purpose' } });
}
