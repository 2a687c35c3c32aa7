import { randomUUID } from 'node:crypto';
import type { Peppers } from '../authorities/builtin/peppers.ts';
import { createRecognizer } from '../authorities/builtin/recognize.ts';
import type { Config } from '../config/config.ts';
import type { Administration } from '../core/administration/administration.ts';
import { createAdministrationAudit } from '../core/administration/administration-audit.ts';
import { createAdministration } from '../core/administration/administration-service.ts';
import { type AdministratorSignIn, createFreshSignIns } from '../core/administration/fresh-sign-in.ts';
import { createPrograms, type Programs } from '../core/administration/programs.ts';
import { createRoleSource } from '../core/administration/roles.ts';
import type { LeaverEnding } from '../core/leavers/leaver-ending.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { Store } from '../core/store/store.ts';
import type { Patience } from '../core/timing/patience.ts';
import { TIME_BUDGET } from '../core/timing/time-budget.ts';
import { createAuthorityTable } from '../core/tokens/authority-table.ts';
import type { Policy } from '../core/tokens/policy.ts';
import type { PersonId } from '../core/tokens/token.ts';
import type { TokenAuthority } from '../core/tokens/token-authority.ts';
import type { AdministratorPages } from '../http/sign-in-pages/routes.ts';
import { createAdministratorSignIn } from '../identity/administrator-sign-in.ts';
import { loadCacheKeys } from '../identity/cache-keys.ts';
import { createSealer } from '../identity/sealing.ts';
import type { CardRenderer } from '../teams/cards/cards.ts';
import type { Connector } from '../teams/channel/connector.ts';
import { createJobMessages } from '../teams/turns/job-messages.ts';
import { createAdministrationJobs } from './administration-jobs.ts';
import { namedAdministrators } from './administrators.ts';
import { type AzureDevOpsForAdministrators, entraOf } from './azure-devops.ts';
import { createMemberAdministration } from './member-administration.ts';
import { createPlayedSignIn } from './played-sign-in.ts';

export interface AdministrationServiceDeps {
  readonly config: Config;
  readonly store: Store;
  /** Whether there were people before this start, whose sign-ins a new key can't open. */
  readonly storeIsOld: boolean;
  readonly authorities: readonly TokenAuthority[];
  /** Absent when Azure DevOps isn't configured. */
  readonly azureDevOps?: AzureDevOpsForAdministrators;
  readonly policy: Policy;
  readonly peppers: Peppers;
  /** The service's own address; asked for when a page is needed. */
  readonly ownUrl: () => string;
  /** The local chat's address, in local mode; asked for when its page is needed. */
  readonly chatUrl: () => string | undefined;
  readonly connector: Connector;
  readonly renderer: CardRenderer;
  readonly wake: () => void;
  /** How long Microsoft Entra is waited for. */
  readonly patience: Patience;
  readonly clock: Clock;
  readonly log: Log;
}

/** Administration at work. */
export interface AdministrationService {
  readonly administration: Administration;
  /** Ends the tokens of those who leave at an authority; absent where no authority lets administrators. */
  readonly ending?: LeaverEnding;
  /** What commands do through this process. */
  readonly programs: Programs;
  /** Present where Microsoft Entra signs administrators in. */
  readonly pages?: AdministratorPages;
  start(): void;
  stop(): Promise<void>;
}

/** Puts administration together; undefined unless the configuration asks for it. Rejects when a key can't be read. */
export async function createAdministrationService(
  deps: AdministrationServiceDeps,
): Promise<AdministrationService | undefined> {
  const { config, store, clock, log, wake } = deps;
  const settings = config.administration;
  if (settings === undefined) return undefined;
  const keys = await loadCacheKeys({
    dataDir: config.dataDir,
    storeIsOld: deps.storeIsOld,
    log,
    ...(config.cacheKey === undefined ? {} : { configured: config.cacheKey }),
  });
  const sealer = createSealer({ keys });
  const administrators = await namedAdministrators(config);
  const tenantId = settings.signIn?.tenantId ?? administrators[0]?.tenantId ?? '';
  const inTenant = (ids: readonly string[]): PersonId[] => ids.map((objectId) => ({ tenantId, objectId }));
  const signIns = createFreshSignIns({ store, sealer, clock });
  const roles = createRoleSource({ administrators, auditors: inTenant(settings.auditors), signIns, clock });
  const audit = createAdministrationAudit({ store, clock, log, newId: randomUUID });
  const authorities = createAuthorityTable(deps.authorities, log);
  const elsewhere =
    deps.azureDevOps &&
    createMemberAdministration({ ...deps, azureDevOps: deps.azureDevOps, administrators, audit });
  const messages = createJobMessages(deps);
  const { runner, acting } = createAdministrationJobs({
    settings,
    administrators,
    store,
    audit,
    authorities,
    policy: deps.policy,
    clock,
    log,
    wake,
    messages: () => messages,
    ...(elsewhere === undefined ? {} : { elsewhere: elsewhere.forJobs }),
  });
  const common = { store, sealer, signIns, clock, log };
  let pages: AdministratorPages | undefined;
  let signIn: AdministratorSignIn;
  if (settings.signIn === undefined) signIn = createPlayedSignIn({ ...common, chatUrl: deps.chatUrl });
  else {
    const { publicUrl = deps.ownUrl() } = settings.signIn;
    const entra = await entraOf(settings.signIn, clock, deps.patience);
    const { isNamed } = roles;
    const real = createAdministratorSignIn({ ...common, entra, isNamed, publicUrl: () => publicUrl });
    pages = real;
    signIn = real;
  }

  const requests = acting((job) => runner.work(job, TIME_BUDGET.authority / 2));
  return {
    administration: createAdministration({
      ...requests,
      roles,
      signIn,
      recognize: createRecognizer(deps),
      wake,
      ...(elsewhere === undefined ? {} : { elsewhere: elsewhere.forService }),
    }),
    ...(elsewhere === undefined ? {} : { ending: elsewhere.forLeavers }),
    programs: createPrograms(requests),
    ...(pages === undefined ? {} : { pages }),
    start: runner.start,
    stop: runner.stop,
  };
}
