import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { AuditPushConfig } from '../config/audit-push.ts';
import type { Config } from '../config/config.ts';
import type { Collector } from '../core/audit/collector.ts';
import { createPushing } from '../core/audit/pushing.ts';
import { createSealer } from '../core/audit/sealing.ts';
import { recordSettings } from '../core/audit/settings-change.ts';
import { OperatorError } from '../core/errors.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { Store } from '../core/store/store.ts';

export interface AuditDeps {
  readonly config: Pick<Config, 'auditPush'>;
  /** What was set, as it may be shown; nothing is recorded of settings when left out. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly version: string;
  readonly store: Pick<Store, 'audit'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is done with audit events besides writing them. */
export interface Auditing {
  start(): void;
  stop(): Promise<void>;
}

const ATTEMPT_MS = 30_000;

/** Records the settings, and prepares sealing and pushing. Rejects with an `OperatorError` when a certificate can't be read. */
export async function createAuditing(deps: AuditDeps): Promise<Auditing> {
  const { config, settings, version, store, clock, log } = deps;
  const newId = randomUUID;
  if (settings !== undefined) await recordSettings({ store, settings, clock, newId });
  const sealer = createSealer({ store, clock, log, newId });
  const collector = await collectorOf(config.auditPush, version);
  const pushing = collector && createPushing({ store, collector, clock, log, holder: randomUUID() });
  return {
    start: () => {
      sealer.start();
      pushing?.start();
    },
    stop: async () => {
      pushing?.stop();
      await sealer.stop();
    },
  };
}

async function collectorOf(
  push: AuditPushConfig | undefined,
  version: string,
): Promise<Collector | undefined> {
  if (push === undefined) return undefined;
  const ca = push.caFile === undefined ? {} : { ca: await readCa(push.caFile) };
  const common = { version, timeoutMs: ATTEMPT_MS, ...ca };
  if (push.kind === 'syslog') {
    const { createSyslogCollector } = await import('../collectors/syslog-collector.ts');
    return createSyslogCollector({ ...push, ...common, hostName: hostname() });
  }
  const { createHttpsCollector } = await import('../collectors/https-collector.ts');
  const token = push.token === undefined ? {} : { token: push.token };
  return createHttpsCollector({ url: new URL(push.url), ...token, ...common });
}

async function readCa(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new OperatorError(
    'invalid-input.setting',
    `AUDIT_PUSH_CA: ${path} holds no certificate that can be read. Name a PEM file.`,
  );
}
