import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/config.ts';
import { type ExaminationDeps, examine } from '../../src/doctor/examination.ts';
import { type Finding, formatFindings } from '../../src/doctor/findings.ts';
import { createLog } from '../../src/log/log.ts';
import type { Service } from '../../src/service/service.ts';
import { startService } from '../../src/service/start-service.ts';
import { createFakeAzureDevOps } from '../support/fake-azure-devops/fake-azure-devops.ts';
import type { FakeAzureDevOps } from '../support/fake-azure-devops/fake-azure-devops-types.ts';
import { createFakeEntra } from '../support/fake-entra/fake-entra.ts';
import type { FakeEntra } from '../support/fake-entra/fake-entra-types.ts';
import { startLoopbackServer } from '../support/loopback-server.ts';

type Settings = Readonly<Record<string, string>>;

/** Both fakes, a running Patkeeper and the settings that make it one setup. */
export interface DoctorWorld {
  readonly entra: FakeEntra;
  readonly azureDevOps: FakeAzureDevOps;
  readonly service: Service;
  readonly dataDir: string;
  readonly env: Settings;
  /** Examines the setup, with some settings changed. */
  look(change?: Settings, deps?: Partial<ExaminationDeps>): Promise<readonly Finding[]>;
  close(): Promise<void>;
}

/** Starts a setup in which nothing is wrong. */
export async function startDoctorWorld(): Promise<DoctorWorld> {
  const clock = { now: () => Date.now() };
  const entra = await createFakeEntra({ clock });
  const azureDevOps = await createFakeAzureDevOps({ clock, entra });
  const dataDir = await mkdtemp(join(tmpdir(), 'patkeeper-doctor-'));
  const settings = {
    MODE: 'local',
    DATA_DIR: dataDir,
    AUTHORITIES: 'azure-devops',
    AZURE_DEVOPS_URL: azureDevOps.url,
    AZURE_DEVOPS_PROFILE_URL: azureDevOps.url,
    ENTRA_AUTHORITY: entra.authority(),
    ENTRA_CLIENT_ID: entra.client.clientId,
    ENTRA_CLIENT_SECRET: entra.client.secret,
  };
  const closeFakes = () => Promise.all([entra.close(), azureDevOps.close()]);
  const service = await startService({
    version: '1.2.3',
    config: loadConfig({ ...settings, PORT: '0', LOCAL_CHAT: 'off', VERIFY: 'off' }),
    log: createLog({ level: 'silent' }),
    onFatal: (error) => {
      throw error;
    },
  }).catch(async (error: unknown) => {
    await closeFakes();
    throw error;
  });
  const env = { ...settings, PORT: new URL(service.botUrl).port, VERIFY: 'off' };
  entra.addRedirectUri(`${service.botUrl}/auth/callback`);
  return {
    entra,
    azureDevOps,
    service,
    dataDir,
    env,
    look: (change = {}, deps = {}) => examine({ env: { ...env, ...change }, clock, ...deps }),
    async close() {
      await service.stop();
      await closeFakes();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The one finding about something, as it is printed, on one line: `PROBLEM Clock: This machine's …`. */
export function printed(findings: readonly Finding[], what: string): string {
  const found = findings.filter((finding) => finding.what === what);
  assert.equal(found.length, 1, `${what}: ${formatFindings(findings)}`);
  return (formatFindings(found).split('\n\n')[0] ?? '').replace(/\s+/g, ' ');
}

/** What is wrong, by name. */
export function problemsIn(findings: readonly Finding[]): string[] {
  return findings.filter(({ kind }) => kind === 'problem').map(({ what }) => what);
}

/** An address where nothing listens. */
export async function deadUrl(): Promise<string> {
  const server = await startLoopbackServer(() => {});
  await server.close();
  return server.url;
}
