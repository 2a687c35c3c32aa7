import { createVerifier } from '../authorities/builtin/verify.ts';
import { openDataFolderPath } from '../core/files/data-folder.ts';
import { createSystemClock, later } from '../core/timing/clock.ts';
import { createPatience } from '../core/timing/patience.ts';
import { TIME_BUDGET } from '../core/timing/time-budget.ts';
import { createOrganizationOf } from '../core/tokens/organization-of.ts';
import { createBotServer } from '../http/bot/bot-server.ts';
import { createRateLimitedLog } from '../http/rate-limited-log.ts';
import type { LocalChat } from '../local/local-chat.ts';
import { createCardRenderer } from '../teams/cards/cards.ts';
import { createConnector } from '../teams/channel/connector.ts';
import { createMessenger } from '../teams/turns/messenger.ts';
import { createAdministrationService } from './administration.ts';
import { createAuditing } from './audit.ts';
import { connectAuthorities } from './authorities.ts';
import { createAzureDevOps } from './azure-devops.ts';
import { createChatBot } from './chat-bot.ts';
import { connectionLimits, openFilesLimit } from './connection-limits.ts';
import { startControl } from './control.ts';
import { drain } from './drain.ts';
import { forwardedForNotice } from './forwarded-for-notice.ts';
import { warnOfKeysBesideData } from './keys-beside-data.ts';
import { connectLeaks, newsInLog } from './leaks.ts';
import { createLeaverService } from './leavers.ts';
import { connectorLimits, isQuiet, localKeyOf, settleMode } from './local-mode.ts';
import { openTokenKeys } from './open-token-keys.ts';
import type { Service, ServiceDeps } from './service.ts';
import { signInPages } from './sign-in-pages.ts';
import { originsOf, startLocalChat } from './start-local-chat.ts';
import { stopInTime } from './stop.ts';
import { openStore } from './store.ts';
import { createChannel } from './teams-channel.ts';
import { createDomain } from './token-core.ts';
import { startVerification } from './verification.ts';
import { startWatch } from './watch.ts';

/** Builds Patkeeper from its configuration and starts it. Rejects with a `PatkeeperError` that says why it can't. */
export async function startService(deps: ServiceDeps): Promise<Service> {
  const { log, version, cloud } = deps;
  // Resolved once: from here on a link that is changed leads nowhere else.
  const make = deps.config.store.kind === 'lowdb';
  const config = { ...deps.config, dataDir: await openDataFolderPath(deps.config.dataDir, log, { make }) };
  const { mode } = config;
  let chat: LocalChat | undefined;
  const clock = createSystemClock(mode.kind === 'local' ? mode.clockOffsetHours : 0);
  const opened = await openStore({ config, clock, log, onFatal: deps.onFatal });
  let unwatch = (): void => {};
  const patience = createPatience();
  const refusals = createRateLimitedLog({ log, later });
  const most = connectionLimits(openFilesLimit());
  if (most.warning !== undefined) log.warn({}, most.warning);
  const listeners: { drain?(): void; close(graceMs: number): Promise<void> }[] = [
    { close: async () => refusals.flush() },
  ];
  const closeListeners = (graceMs: number) =>
    Promise.all(listeners.map((listener) => listener.close(graceMs)));
  try {
    await settleMode(mode, opened.store);
    const { metrics, store, keys, end } = await startWatch({
      config,
      version,
      store: opened.store,
      clock,
      log,
    });
    unwatch = end;
    const localKey = localKeyOf(mode, log);
    const { peppers, policy, issues } = await openTokenKeys({
      config,
      store,
      isOld: opened.isOld,
      clock,
      log,
    });
    const renderer = createCardRenderer({ actions: config.cardActions });
    const { getToken, authenticate } = await createChannel({
      mode,
      clock,
      ...(cloud === undefined ? {} : { cloud }),
    });
    const connector = createConnector({
      getToken: deps.getToken ?? getToken,
      clock,
      timeoutMs: TIME_BUDGET.connector,
      patience,
      ...connectorLimits(mode, localKey, () => chat?.url),
    });
    const organizationOf = createOrganizationOf({ known: config.organizations });
    const messenger = createMessenger({ connector, renderer, clock, organizationOf, policy });
    const azure = await createAzureDevOps({
      config,
      store,
      storeIsOld: opened.isOld,
      ownUrl: () => server.url,
      onBackground: (person) => sweeper.watch(person),
      metrics,
      patience,
      clock,
      log,
    });
    const authorities = connectAuthorities({
      config,
      peppers,
      ...(azure === undefined ? {} : { azureDevOps: azure.authority }),
    });
    const tellAdministrators = newsInLog(log, metrics);
    const { tokenService, dispatcher, sweeper, watches } = await createDomain({
      config,
      store,
      clock,
      messenger,
      organizationOf,
      metrics,
      authorities,
      policy,
      tellAdministrators,
      keys,
      log,
      ...(deps.pace === undefined ? {} : { pace: deps.pace }),
    });
    const wake = () => dispatcher.wake();
    const admin = await createAdministrationService({
      config,
      store,
      storeIsOld: opened.isOld,
      authorities,
      ...(azure?.administration === undefined ? {} : { azureDevOps: azure.administration }),
      policy,
      peppers,
      ownUrl: () => server.url,
      chatUrl: () => chat?.url,
      connector,
      renderer,
      wake,
      patience,
      clock,
      log,
    });
    const ending = admin?.ending === undefined ? {} : { ending: admin.ending };
    const leaving = await createLeaverService({ config, store, ...ending, clock, refusals, patience, log });
    const { leavers, watch: leaverWatch, scim } = leaving;
    const shift = (hours: number): void => {
      clock.shift(hours);
      for (const loop of [dispatcher, sweeper, leaverWatch, watches]) loop?.wake();
    };
    const bot = createChatBot({
      config,
      tokenService,
      store,
      connector,
      renderer,
      messenger,
      organizationOf,
      metrics,
      clock,
      log,
      wake,
      shiftClock: shift,
      ...(azure === undefined ? {} : { azure }),
      ...(issues ? { verifySecret: createVerifier({ store, peppers, clock }) } : {}),
      ...(admin === undefined ? {} : { administration: admin.administration }),
    });
    const onForwardedFor = forwardedForNotice(config.trustedProxies, log);
    const leaks = connectLeaks({
      config: config.leaks,
      store,
      peppers,
      tokenService,
      tellAdministrators,
      clock,
      metrics,
      refusals,
      wake,
      log,
    });
    const server = await createBotServer({
      host: config.host,
      port: config.port,
      localOnly: mode.kind === 'local',
      ...(localKey === undefined ? {} : { localKey }),
      ...(mode.kind === 'local' ? {} : { onForwardedFor }),
      admit: bot.admit({ authenticate, refusals }),
      ready: () => store.check(),
      version,
      metrics,
      trustedProxies: config.trustedProxies,
      maxConnections: most.bot,
      clock,
      refusals,
      ...(leaks === undefined ? {} : { leaks }),
      ...(await signInPages({ azure, admin, origins: () => originsOf(chat), log })),
      ...(scim === undefined ? {} : { scim }),
      log,
    });
    listeners.push(server);
    const verification = await startVerification({
      config: issues ? config.verify : { kind: 'off' },
      organizations: config.organizations,
      policy,
      trustedProxies: config.trustedProxies,
      maxConnections: most.verification,
      store,
      peppers,
      tokenService,
      clock,
      metrics,
      onForwardedFor,
      log,
      wake,
    });
    listeners.push(verification);
    const local = { mode, localKey, administrator: admin !== undefined, log };
    chat = await startLocalChat({ ...local, botUrl: server.url, clock: { ...clock, shift } });
    await warnOfKeysBesideData(config, log);
    const control = await startControl({ config, opened, leavers, admin, clock, log });
    if (control !== undefined) listeners.push(control);
    opened.attend(wake);
    const auditing = await createAuditing({ ...deps, config, store, clock });
    const loops = [sweeper, leaverWatch, watches, admin].filter((loop) => loop !== undefined);
    if (!isQuiet(mode)) for (const loop of [auditing, dispatcher, ...loops]) loop.start();
    return {
      botUrl: server.url,
      ...(chat === undefined ? {} : { chatUrl: chat.url, chatAddress: chat.address }),
      ...(localKey === undefined ? {} : { localKey }),
      ...(verification.url === undefined ? {} : { verifyUrl: verification.url }),
      async stop(hurry = AbortSignal.abort()) {
        await drain({ ms: config.drainSeconds * 1000, hurry, listeners, log });
        await stopInTime({
          closeListeners,
          turnsOver: bot.idle,
          dispatcher,
          loops,
          patience,
          release: async () => {
            unwatch();
            await auditing.stop();
            await chat?.close();
            await opened.close();
          },
          log,
        });
      },
    };
  } catch (error) {
    unwatch();
    await closeListeners(0);
    await opened.close();
    throw error;
  }
}
