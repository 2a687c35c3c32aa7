import { createDispatcher, type Dispatcher } from '../../src/core/notices/dispatcher.ts';
import { noticesForNew } from '../../src/core/notices/notices.ts';
import type { Store } from '../../src/core/store/store.ts';
import { createOrganizationOf } from '../../src/core/tokens/organization-of.ts';
import type { Actor } from '../../src/core/tokens/token.ts';
import { createCardRenderer } from '../../src/teams/cards/cards.ts';
import { createConnector } from '../../src/teams/channel/connector.ts';
import { createMessenger } from '../../src/teams/turns/messenger.ts';
import type { ExchangeHttp } from '../../src/web/exchange-http.ts';
import { ADA, POLICY, sampleContact, sampleToken } from '../core/samples.ts';
import type { OpenedStore } from '../stores/opened-store.ts';
import { createFixedClock, DAY, type FixedClock, START } from '../support/fixed-clock.ts';
import { createSilentLog } from '../support/silent-log.ts';

/** What a Bot Connector does while it is away: an error of the connection, or the answer that it gives. */
export type Away = () => Response;

/** People whose reminders are due at the start, each with a Bot Connector that is away in its own way. */
export interface OutageWorld {
  readonly clock: FixedClock;
  store(): Store;
  /** Whether the Bot Connectors are away. */
  setAway(away: boolean): void;
  /** When messages came to a Bot Connector that took them, or may have, by the way in which it was away. */
  readonly arrivals: ReadonlyMap<string, readonly number[]>;
  /** All calls, taken or not. */
  calls(): number;
  /** Handles everything that is due until a time after the start, then is there. `each` is called before every look. */
  runUntil(ms: number, each?: () => Promise<void>): Promise<void>;
  /** Opens the store anew with another dispatcher. With `lost`, the process dies with everything that it had just claimed. */
  restart(lost?: boolean): Promise<void>;
  /** Adds a person whose message is due now. */
  addPerson(name: string): Promise<void>;
  close(): Promise<void>;
}

const LEASE = 30_000;
const PAUSE = 5_000;

/** Makes a world with one person for each way of being away. `taken` names the ways in which a message may have arrived. */
export async function createOutageWorld(
  opened: OpenedStore,
  ways: ReadonlyMap<string, Away>,
  mayArrive: ReadonlySet<string>,
): Promise<OutageWorld> {
  const clock = createFixedClock();
  const arrivals = new Map<string, number[]>();
  let store = opened.store;
  let away = true;
  let calls = 0;

  const exchangeHttp: ExchangeHttp = async (url) => {
    calls += 1;
    const [, way = ''] = url.pathname.split('/');
    const isMessage = url.pathname.endsWith('/activities');
    if (isMessage && (!away || mayArrive.has(way)))
      arrivals.set(way, [...(arrivals.get(way) ?? []), clock.now() - START]);
    const response = away ? (ways.get(way) ?? ok)() : ok();
    const { status, headers } = response;
    return { status, retryAfter: headers.get('retry-after'), text: await response.text() };
  };
  const connector = createConnector({ getToken: async () => undefined, clock, exchangeHttp });
  const renderer = createCardRenderer({ actions: 'execute' });
  const organizationOf = createOrganizationOf({ known: [] });
  const messenger = createMessenger({ connector, renderer, clock, organizationOf, policy: POLICY });
  const newDispatcher = (): Dispatcher =>
    createDispatcher({
      clock,
      store,
      messenger,
      log: createSilentLog(),
      later: clock.later,
      random: () => 0,
      pace: { tenant: { everyMs: 0, burst: 1 }, conversation: { everyMs: 0, burst: 1 } },
      leaseMs: LEASE,
      concurrency: 8,
    });
  let dispatcher = newDispatcher();

  /** The result of work that may wait for its place on the clock, which continues meanwhile. */
  async function passingTime<T>(work: Promise<T>): Promise<T> {
    let over = false;
    const settled = work.finally(() => {
      over = true;
    });
    while (!over) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = clock.untilNextTimer();
      if (next !== undefined) clock.advance(next);
    }
    return settled;
  }

  let people = 0;

  async function add(way: string, kind: 'created' | 'expiring'): Promise<void> {
    people += 1;
    const number = String(people).padStart(12, '0');
    const actor: Actor = { ...ADA, objectId: `aaaaaaaa-aaaa-4aaa-8aaa-${number}` };
    const { tenantId, objectId } = actor;
    const owner = { tenantId, objectId };
    await store.contacts.save(
      sampleContact(actor, { serviceUrl: `http://127.0.0.1/${way}/`, conversationId: `a:${way}` }),
    );
    const now = clock.now();
    // The reminder is due seven days before the end.
    const createdAt = kind === 'created' ? now : now - 83 * DAY;
    const token = sampleToken({
      id: `token-${number}`,
      owner,
      createdAt,
      validTo: createdAt + 90 * DAY,
      formKey: number,
    });
    const notices = noticesForNew(token).filter((notice) => notice.kind === kind);
    const event = {
      id: token.id,
      at: now,
      action: 'create',
      actor: owner,
      place: 'personal',
      owner,
    } as const;
    await store.tokens.insert({ token, notices, event, maxActive: 50 });
  }

  for (const way of ways.keys()) await add(way, 'expiring');
  return {
    clock,
    arrivals,
    store: () => store,
    setAway: (is) => {
      away = is;
    },
    calls: () => calls,
    async runUntil(ms, each = async () => {}) {
      for (let handled = 1; ; ) {
        const next = await store.notices.nextAt();
        if (next === undefined || next > START + ms) break;
        clock.set(Math.max(clock.now(), next));
        if (handled > 0) await each();
        handled = await passingTime(dispatcher.runOnce());
        // Nothing is claimed while Teams wants to be left alone.
        if (handled === 0) clock.advance(PAUSE);
      }
      clock.set(Math.max(clock.now(), START + ms));
    },
    async restart(lost = false) {
      if (lost) await store.notices.claimDue({ now: clock.now(), leaseMs: LEASE, limit: 99 });
      store = await opened.reopen();
      dispatcher = newDispatcher();
    },
    addPerson: (name) => add(name, 'created'),
    close: () => opened.close(),
  };
}

function ok(): Response {
  return Response.json({ id: 'a:new' }, { status: 201 });
}
