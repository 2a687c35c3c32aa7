import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadPeppers } from '../../src/authorities/builtin/peppers.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import { LOCAL_ADMINISTRATOR, TENANT_ID } from '../../src/local/directory.ts';
import { importData } from '../../src/stores/postgres/import-data.ts';
import { silentLog } from '../stores/fixtures.ts';
import { migratedDatabase } from '../stores/postgres/opened-postgres-store.ts';
import { type Chat, openAdminChat } from '../support/admin-chat.ts';
import { buildPrograms } from '../support/build-programs.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { createFakeConnector, type FakeConnector } from '../support/fake-connector.ts';
import { sharedPostgres } from '../support/postgres.ts';
import { loadReplica, REPLICA_PEPPER, type Replica } from '../support/replica.ts';
import { createTeamsDriver, type DrivenPerson, type TeamsDriver } from '../support/teams-driver.ts';
import { type Company, type CompanySize, foundCompany } from './company.ts';

export type StoreKind = 'lowdb' | 'postgres';

/** What a command wrote, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** A company, the process of the service that keeps its tokens, and two administrators. */
export interface TrialWorld {
  readonly kind: StoreKind;
  readonly company: Company;
  readonly connector: FakeConnector;
  readonly cleo: Chat;
  readonly dora: Chat;
  /** Where the data of the embedded store is. */
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  service(): Replica;
  teams(): TeamsDriver;
  /** Ends the process by kill -9, and starts another one whose clock is an hour later: what was leased is free then. */
  killAndStart(): Promise<void>;
  /** Ends the process in order. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Runs `patkeeper` with the settings of the service, by its clock. */
  run(...args: string[]): Promise<Ran>;
  /** Changes a byte of the audit events where the store has them; gives what changes it back. */
  changeOneByte(from: string, to: string): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const CACHE_KEY = Buffer.alloc(32, 'cache key of the trial').toString('base64');
const CLEO: DrivenPerson = { name: 'Cleo Ruiz', id: '29:cleo', aadObjectId: LOCAL_ADMINISTRATOR.objectId };
/** The second administrator. */
export const DORA: DrivenPerson = {
  name: 'Dora Quist',
  id: '29:dora',
  aadObjectId: 'd0000000-0000-4000-8000-00000000000d',
};

/** Founds the company on a store, and starts the service. */
export async function startTrial(
  kind: StoreKind,
  size: CompanySize,
  more: Readonly<Record<string, string>> = {},
): Promise<TrialWorld> {
  const connector = await createFakeConnector();
  const peppers = await loadPeppers({
    dataDir: '/nonexistent',
    configured: [new Secret(REPLICA_PEPPER)],
    log: silentLog,
  });
  const { serviceUrl } = connector;
  const company = await foundCompany(size, { peppers, serviceUrl, now: Date.now() });
  const databaseUrl = kind === 'lowdb' ? undefined : await migratedDatabase();
  if (databaseUrl !== undefined)
    await importData({ databaseUrl: new Secret(databaseUrl), dataDir: company.folder, log: silentLog });
  const settings = {
    DATA_DIR: company.folder,
    STORE: kind,
    ADMIN: 'on',
    ADMINISTRATORS: DORA.aadObjectId,
    LOCAL_CHAT: 'on',
    LOCAL_CHAT_PORT: '0',
    CACHE_KEY,
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    ...more,
  };
  let hours = 0;
  let service: Replica;
  let teams: TeamsDriver;
  const settingsNow = () => ({ ...settings, CLOCK_OFFSET_HOURS: String(hours) });
  const start = async (): Promise<void> => {
    service = await (await loadReplica(settingsNow())).start();
    teams = createTeamsDriver({
      botUrl: service.botUrl,
      serviceUrl: connector.serviceUrl,
      tenantId: TENANT_ID,
    });
  };
  await start();
  const chatOf = (person: DrivenPerson) => openAdminChat(person, connector, () => teams);

  return {
    kind,
    company,
    connector,
    cleo: chatOf(CLEO),
    dora: chatOf(DORA),
    dataDir: company.folder,
    databaseUrl,
    service: () => service,
    teams: () => teams,
    async killAndStart() {
      await service.kill();
      hours += 1;
      await start();
    },
    stop: () => service.stop(),
    start,
    async run(...args) {
      const { folder, programOf } = buildPrograms();
      const env = childEnvironment({ MODE: 'local', TOKEN_PEPPER: REPLICA_PEPPER, ...settingsNow() });
      const options = { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 };
      try {
        const program = [programOf('src/patkeeper.ts'), ...args];
        const { stdout, stderr } = await promisify(execFile)(process.execPath, program, options);
        return { code: 0, output: stdout + stderr };
      } catch (error) {
        const { code, stdout = '', stderr = '' } = Object(error);
        return { code: Number(code), output: `${stdout}${stderr}` };
      }
    },
    async changeOneByte(from, to) {
      if (databaseUrl !== undefined) {
        const { run } = await sharedPostgres();
        const set = (was: string, is: string) =>
          run(
            databaseUrl,
            `UPDATE patkeeper.audit_events SET more = replace(more::text, '${was}', '${is}')::jsonb WHERE id = (
              SELECT id FROM patkeeper.audit_events WHERE more::text LIKE '%${was}%' ORDER BY id LIMIT 1)`,
          );
        await set(from, to);
        return async () => void (await set(to, from));
      }
      const path = join(company.folder, 'audit.jsonl');
      const whole = await readFile(path, 'utf8');
      const at = whole.lastIndexOf(from);
      await writeFile(path, whole.slice(0, at) + to + whole.slice(at + from.length));
      return () => writeFile(path, whole);
    },
    async close() {
      await service.kill();
      await connector.close();
      if (databaseUrl !== undefined) await (await sharedPostgres()).dropDatabase(databaseUrl);
      await rm(company.folder, { recursive: true, force: true });
    },
  };
}
