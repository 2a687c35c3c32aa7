import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBuiltinAuthority } from './authorities/builtin/builtin-authority.ts';
import { loadPeppers, type Peppers } from './authorities/builtin/peppers.ts';
import type { Config, LocalMode, TeamsMode } from './config.ts';
import { createSystemClock, type SystemClock } from './core/clock.ts';
import { countActions } from './core/count-actions.ts';
import { withDeadline } from './core/deadline.ts';
import { createDispatcher } from './core/dispatcher.ts';
import { createOnce } from './core/once.ts';
import { createOrganizationOf } from './core/organization-of.ts';
import type { Log } from './core/ports.ts';
import { createTokenService } from './core/token-service.ts';
import { createBotServer } from './http/bot-server.ts';
import { createMetrics } from './http/metrics.ts';
import type { LocalChat } from './local/local-chat.ts';
import { createLowdbStore } from './stores/lowdb/lowdb-store.ts';
import { TeamsAdapter } from './teams/adapter.ts';
import { type Authenticate, createAuthenticator } from './teams/authenticate.ts';
import { type Bot, createBot } from './teams/bot.ts';
import { createCardRenderer } from './teams/cards.ts';
import { type Cloud, PUBLIC_CLOUD } from './teams/cloud.ts';
import { createConnector } from './teams/connector.ts';
import { createInvokeResponses } from './teams/invoke-response.ts';
import { createMessenger } from './teams/messenger.ts';
import { createTokenSource } from './teams/token-source.ts';
import { startVerification } from './verification.ts';

/** Teams repeats an unanswered activity after 15 seconds, a few times; then it gives up. */
const REPEATS_MS = 60_000;
/** A call to Teams in a turn must leave time for the user to be told that it failed. */
const CONNECTOR_TIMEOUT_MS = 4_000;
/** Fetching Microsoft's signing keys may take this long; then Teams is told to come again. */
const AUTHENTICATE_MS = 4_000;
const STOP_MS = 10_000;

export interface ServiceDeps {
  readonly config: Config;
  readonly log: Log;
  /** Called when the service can't go on: another process took its data. */
  readonly onFatal: (error: Error) => void;
  /** The Microsoft cloud to talk to; tests bring one of their own. */
  readonly cloud?: Cloud;
}

/** A running Patkeeper. */
export interface Service {
  readonly botUrl: string;
  /** Where the local chat's page is; absent without local chat. */
  readonly chatUrl?: string;
  /** Where tokens are verified; absent when that is switched off. */
  readonly verifyUrl?: string;
  /** Finishes running turns (10 seconds at most), flushes and releases everything. */
  stop(): Promise<void>;
}

/** Builds Patkeeper from its configuration and starts it. Rejects with a `PatkeeperError` that says why it can't. */
export async function startService(deps: ServiceDeps): Promise<Service> {
  const { config, log } = deps;
  const { mode } = config;
  const clock = createSystemClock(mode.kind === 'local' ? mode.clockOffsetHours : 0);
  const store = await createLowdbStore({ dataDir: config.dataDir, log, onLockLost: deps.onFatal });
  const listeners: { close(graceMs: number): Promise<void> }[] = [];
  const closeListeners = (graceMs: number) =>
    Promise.all(listeners.map((listener) => listener.close(graceMs)));
  try {
    const peppers = await loadKnownPeppers(config, log);
    const metrics = createMetrics();
    const renderer = createCardRenderer({ actions: config.cardActions });
    const connector = createConnector({
      getToken: tokenSource(mode, deps.cloud),
      clock,
      timeoutMs: CONNECTOR_TIMEOUT_MS,
    });
    const organizationOf = createOrganizationOf({ known: config.organizations });
    const messenger = createMessenger({ connector, renderer, clock, organizationOf });
    const dispatcher = createDispatcher({ clock, store, messenger, log, metrics: metrics.notice });
    const wake = () => dispatcher.wake();
    const authorities = [createBuiltinAuthority({ organizations: config.organizations, peppers })];
    const service = countActions(
      createTokenService({ clock, store, authorities, organizationOf, policy: config.policy, log, wake }),
      metrics.token,
    );
    const bot = createBot({
      service,
      clock,
      organizationOf,
      store,
      renderer,
      responses: createInvokeResponses(renderer),
      messenger,
      adapter: new TeamsAdapter({ connector }),
      answered: createOnce({ clock, ttlMs: REPEATS_MS }),
      log,
      wake,
      onTurn: metrics.turn,
      newFormKey: () => randomBytes(16).toString('base64url'),
      ...(mode.kind === 'local' ? { shiftClock: (hours: number) => shiftClock(clock, hours, wake) } : {}),
    });
    const authenticate = authenticator(mode, clock, deps.cloud);
    const server = await createBotServer({
      host: config.host,
      port: config.port,
      localOnly: mode.kind === 'local',
      onActivity: (body, authorization) => answerActivity(body, authorization, { authenticate, bot, log }),
      ready: () => store.check(),
      metrics,
      log,
    });
    listeners.push(server);
    const verification = await startVerification({
      config: config.verify,
      store,
      peppers,
      service,
      clock,
      metrics,
      log,
    });
    listeners.push(verification);
    const chat = await startLocalChat(mode, server.url, clock, wake, log);
    dispatcher.start();
    return {
      botUrl: server.url,
      ...(chat === undefined ? {} : { chatUrl: chat.url }),
      ...(verification.url === undefined ? {} : { verifyUrl: verification.url }),
      stop: async () => {
        await closeListeners(STOP_MS);
        await Promise.race([bot.idle(), new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())]);
        await dispatcher.stop();
        await chat?.close();
        await store.close();
      },
    };
  } catch (error) {
    await closeListeners(0);
    await store.close();
    throw error;
  }
}

async function answerActivity(
  body: object,
  authorization: string,
  deps: { readonly authenticate: Authenticate; readonly bot: Bot; readonly log: Log },
): Promise<{ status: number; body?: unknown }> {
  const started = performance.now();
  const checked = await withDeadline(deps.authenticate(authorization, body), AUTHENTICATE_MS).catch(
    (err: unknown) => {
      deps.log.error(
        { err },
        'an activity could not be authenticated: are Microsoft’s signing keys out of reach?',
      );
    },
  );
  // Nothing is wrong with the activity: Teams sends it again.
  if (checked === undefined) return { status: 503, body: { error: 'try again' } };
  if (checked.ok) {
    return (await deps.bot.run(checked.activity, performance.now() - started)) ?? { status: 200 };
  }
  deps.log.warn({ status: checked.status, reason: checked.reason }, 'activity refused');
  return { status: checked.status, body: checked.body };
}

/** After the first start there is a pepper: a missing one then means a lost file, and a new one would void every token. */
async function loadKnownPeppers(config: Config, log: Log): Promise<Peppers> {
  const people = await readdir(join(config.dataDir, 'people'));
  return loadPeppers({
    dataDir: config.dataDir,
    mayCreate: people.length === 0,
    log,
    ...(config.pepper === undefined ? {} : { configured: config.pepper }),
  });
}

function tokenSource(mode: LocalMode | TeamsMode, cloud?: Cloud): () => Promise<string | undefined> {
  if (mode.kind === 'local') return async () => undefined;
  const { appId, tenantId } = mode;
  const bot = { appId, tenantId, cloud: cloud ?? PUBLIC_CLOUD };
  return createTokenSource(
    mode.type === 'SingleTenant'
      ? { ...bot, type: mode.type, password: mode.password }
      : { ...bot, type: mode.type },
  );
}

function authenticator(mode: LocalMode | TeamsMode, clock: SystemClock, cloud?: Cloud): Authenticate {
  if (mode.kind === 'local') return createAuthenticator({ mode: 'local' });
  const { appId, allowedTenants } = mode;
  return createAuthenticator({
    mode: 'teams',
    appId,
    tenants: allowedTenants,
    clock,
    cloud: cloud ?? PUBLIC_CLOUD,
  });
}

/** Loads the local chat only where it is wanted: beside a bot with credentials its code does not even run. */
async function startLocalChat(
  mode: LocalMode | TeamsMode,
  botUrl: string,
  clock: SystemClock,
  wake: () => void,
  log: Log,
): Promise<LocalChat | undefined> {
  if (mode.kind !== 'local' || mode.chat.kind === 'off') return undefined;
  const { createLocalChat } = await import('./local/local-chat.ts');
  const manifest: unknown = JSON.parse(
    await readFile(new URL('../manifest/manifest.json', import.meta.url), 'utf8'),
  );
  return createLocalChat({
    host: '127.0.0.1',
    port: mode.chat.port,
    botEndpoint: `${botUrl}/api/messages`,
    manifest,
    clock: { ...clock, shift: (hours) => shiftClock(clock, hours, wake) },
    log,
  });
}

function shiftClock(clock: SystemClock, hours: number, wake: () => void): void {
  clock.shift(hours);
  wake();
}
