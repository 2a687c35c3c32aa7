import { randomUUID } from 'node:crypto';
import { migratedDatabase } from '../stores/postgres/opened-postgres-store.ts';
import type { BuiltPrograms } from './build-programs.ts';
import { createFakeConnector, type FakeConnector } from './fake-connector.ts';
import { type Postgres, sharedPostgres } from './postgres.ts';
import { type LoadedReplica, loadReplica, type Replica } from './replica.ts';
import { dialogCard, messageText, secretOn, shownText } from './running-service.ts';
import {
  createTeamsDriver,
  type DrivenAnswer,
  type DrivenPerson,
  type TeamsDriver,
  type Where,
} from './teams-driver.ts';

/** Replicas of the service over one database, with one Bot Connector for all. */
export interface ReplicaWorld {
  readonly databaseUrl: string;
  readonly connector: FakeConnector;
  /** Loads a replica, of this release when no other is given; settings are environment variables. */
  load(settings?: Readonly<Record<string, string>>, release?: BuiltPrograms): Promise<LoadedReplica>;
  start(settings?: Readonly<Record<string, string>>, release?: BuiltPrograms): Promise<Replica>;
  /** Three replicas, started at once. */
  startThree(): Promise<readonly [Replica, Replica, Replica]>;
  /** Sends a replica what Teams would. */
  to(replica: Pick<Replica, 'botUrl'>, tenantId?: string): TeamsDriver;
  /** Rows of a query, run by the superuser. */
  rows<Row>(text: string): Promise<readonly Row[]>;
  /** What the database has of a person's tokens, and how many messages they got. */
  kept(person: DrivenPerson): Promise<Kept>;
  /** Ends every replica and removes the database. */
  close(): Promise<void>;
}

/** What there is of one person. */
export interface Kept {
  readonly tokens: number;
  /** Notices of creation, by state. */
  readonly created: Readonly<Record<string, number>>;
  /** Audit events of creation. */
  readonly events: number;
  /** Whether every token has its notice and its event, and neither is without a token. */
  readonly agrees: boolean;
  /** Messages that tell of a creation. */
  readonly told: number;
}

const TENANT_ID = '11111111-1111-4111-8111-111111111111';

/** Makes a world on a server of its own (`postgres`) or on the one that the tests share. */
async function createReplicaWorld(postgres?: Postgres): Promise<ReplicaWorld> {
  const server = postgres ?? (await sharedPostgres());
  const databaseUrl = postgres === undefined ? await migratedDatabase() : await server.newDatabase();
  const connector = await createFakeConnector();
  const made: LoadedReplica[] = [];

  async function load(
    settings: Readonly<Record<string, string>> = {},
    release?: BuiltPrograms,
  ): Promise<LoadedReplica> {
    const replica = await loadReplica({ DATABASE_URL: databaseUrl, ...settings }, release);
    made.push(replica);
    return replica;
  }
  const start = async (settings?: Readonly<Record<string, string>>, release?: BuiltPrograms) =>
    (await load(settings, release)).start();
  const rows = async <Row>(text: string): Promise<Row[]> => (await server.run(databaseUrl, text)).rows;

  return {
    databaseUrl,
    connector,
    load,
    start,
    startThree: () => Promise.all([start(), start(), start()]),
    to: ({ botUrl }, tenantId = TENANT_ID) =>
      createTeamsDriver({ botUrl, serviceUrl: connector.serviceUrl, tenantId }),
    rows,
    async kept({ id, aadObjectId }) {
      const [row] = await rows<Omit<Kept, 'told'>>(keptOf(aadObjectId));
      if (row === undefined) throw new Error('there is no answer');
      const told = connector.sent.filter(
        (call) =>
          decodeURIComponent(call.path).includes(`chat-with-${id}/`) && /created/i.test(messageText(call)),
      ).length;
      return { ...row, told };
    },
    async close() {
      await Promise.all(made.map((replica) => replica.kill()));
      await connector.close();
      await server.dropDatabase(databaseUrl);
    },
  };
}

/**
 * Gives a block of tests a world, on a server of its own or on the one that the tests share; `begin` makes what they need in it.
 * It ends with them.
 */
export function inReplicaWorld(
  begin: (world: ReplicaWorld) => Promise<void> | void,
  postgres: () => Postgres | undefined = () => undefined,
): void {
  let world: ReplicaWorld | undefined;
  before(async () => {
    world = await createReplicaWorld(postgres());
    await begin(world);
  });
  after(() => world?.close());
}

function keptOf(objectId: string): string {
  const mine = (table: string) => `(SELECT * FROM patkeeper.${table} WHERE object_id = '${objectId}')`;
  return `
    WITH t AS ${mine('tokens')}, n AS ${mine('notices')}, e AS ${mine('audit_events')},
      created AS (SELECT * FROM n WHERE kind = 'created'), creates AS (SELECT * FROM e WHERE action = 'create')
    SELECT (SELECT count(*)::int FROM t) AS tokens,
      (SELECT count(*)::int FROM creates) AS events,
      (SELECT coalesce(json_object_agg(state, c), '{}') FROM
        (SELECT state, count(*)::int AS c FROM created GROUP BY state) AS by_state) AS created,
      (SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM t) =
        (SELECT coalesce(array_agg(token_id ORDER BY token_id), '{}') FROM created) AND
      (SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM t) =
        (SELECT coalesce(array_agg(token_id ORDER BY token_id), '{}') FROM creates) AS agrees`;
}

/** A filled create form, as a dialog submits it. */
export function createForm(name: string, formKey = randomUUID()): Readonly<Record<string, string>> {
  return { verb: 'create.submit', formKey, name, lifespan: '30', date: '', preset: 'clone' };
}

/** Where an activity comes from that no driver has sent before: each driver counts its own ids. */
export function fresh(): Where {
  return { id: randomUUID() };
}

/** Submits a create form as a new activity. */
export function submit(
  teams: TeamsDriver,
  person: DrivenPerson,
  form: Readonly<Record<string, string>>,
): Promise<DrivenAnswer> {
  return teams.submitDialog(person, form, fresh());
}

/** The secret that an answer shows; undefined when it shows something else. */
export function secretIn(answer: DrivenAnswer): string | undefined {
  try {
    return secretOn(dialogCard(answer));
  } catch {
    return undefined;
  }
}

/** What a dialog's answer says. */
export function saidIn(answer: DrivenAnswer): string {
  return shownText(answer.body);
}

/** The status with which a replica verifies a secret. */
export async function verified({ verifyUrl }: Replica, secret: string): Promise<number> {
  const response = await fetch(`${verifyUrl}/verify?scope=any`, {
    headers: { Authorization: `Bearer ${secret}` },
  });
  await response.arrayBuffer();
  return response.status;
}

/** Waits until something holds, looking every 50 ms. Rejects after `ms` with what it waited for. */
export async function until(
  what: string,
  ms: number,
  holds: () => Promise<boolean> | boolean,
): Promise<void> {
  const end = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`It took longer than ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Writes a line of numbers between mocha's. */
export function print(line: string): void {
  process.stdout.write(`      ${line}\n`);
}
