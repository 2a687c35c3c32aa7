import { PatkeeperError } from '../../src/core/errors.ts';
import type { Sealer } from '../../src/core/sealer.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import { signInNeeded } from '../../src/core/tokens/refusals.ts';
import type { Actor, PersonId } from '../../src/core/tokens/token.ts';
import type { TokenAuthority } from '../../src/core/tokens/token-authority.ts';
import type { TokenService } from '../../src/core/tokens/token-service-port.ts';
import { createCardRenderer } from '../../src/teams/cards/cards.ts';
import type { Activity } from '../../src/teams/channel/activity.ts';
import { TeamsAdapter } from '../../src/teams/channel/adapter.ts';
import { createConnector } from '../../src/teams/channel/connector.ts';
import { createBot } from '../../src/teams/turns/bot.ts';
import { createIdempotency } from '../../src/teams/turns/idempotency.ts';
import { createInterrupted } from '../../src/teams/turns/interrupted.ts';
import { createMessenger } from '../../src/teams/turns/messenger.ts';
import { type ConnectorCall, createFakeConnector, type FakeConnector } from './fake-connector.ts';
import { createFakeSignIn, type FakeSignIn } from './fake-sign-in.ts';
import { createFeatureWorld, type FeatureWorld } from './feature-world.ts';
import { createSilentLog, type LogLine } from './silent-log.ts';
import { startBotServer } from './start-bot-server.ts';
import { createTeamsDriver, type DrivenPerson, type TeamsDriver } from './teams-driver.ts';

export const CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
/** What a token made at the asking authority begins with. */
export const SECRET = 'a-secret-of-contoso';
const TENANT = '22222222-2222-4222-8222-222222222222';

/** The bot over real HTTP, with an authority that acts for signed-in people only. */
export interface SignInWorld {
  readonly teams: TeamsDriver;
  readonly connector: FakeConnector;
  readonly signIn: FakeSignIn;
  readonly features: FeatureWorld;
  readonly ada: DrivenPerson;
  readonly ben: DrivenPerson;
  readonly log: readonly LogLine[];
  personOf(driven: DrivenPerson): PersonId;
  /** From now on the authority issues and revokes only after a sign-in that answers this challenge. */
  challenge(claims: string): void;
  /** From now on the authority also lists only after a sign-in that answers this challenge. */
  challengeSearch(claims: string): void;
  /** From now on the authority takes no sign-in for enough. */
  neverEnough(): void;
  close(): Promise<void>;
}

/** Starts the bot; `organizations` are those of the built-in authority, which is absent without any. */
export async function startSignInWorld(organizations: string[] = []): Promise<SignInWorld> {
  const connector = await createFakeConnector();
  const signIn = createFakeSignIn();
  let claims: string | undefined;
  let challengesSearch = false;
  let enough = true;

  async function requireSignIn(person: PersonId, mayChallenge: boolean): Promise<void> {
    if (!enough || (await signIn.account(person)) === undefined) throw signInNeeded();
    if (mayChallenge && claims !== undefined && !signIn.answered.has(claims)) throw signInNeeded(claims);
  }
  const authority: TokenAuthority = {
    id: 'azure-devops',
    async organizations(actor) {
      await requireSignIn(actor, false);
      return [{ authority: 'azure-devops', id: 'contoso', name: 'Contoso' }];
    },
    async issue(actor, { name, validTo }) {
      await requireSignIn(actor, true);
      return { secret: new Secret(`${SECRET}-${name}`), validTo, externalId: `external-${name}` };
    },
    async renew(actor, _token, validTo) {
      await requireSignIn(actor, true);
      return validTo;
    },
    revoke: (actor) => requireSignIn(actor, true),
  };
  const features = createFeatureWorld({}, organizations, { signIn, authorities: [authority] });
  const { clock, store } = features;
  const { forget } = signIn;
  // As the service does: nothing waits for a sign-in, or lives by it, any more.
  signIn.forget = async (person) => {
    await forget(person);
    await store.records.deleteAll(person);
    await store.watches.delete(person);
  };
  /** As the service does: what an authority could not be asked is told beside the tokens. */
  async function withProblem<T extends object>(actor: Actor, shown: T): Promise<T> {
    const problem = await requireSignIn(actor, challengesSearch).then(
      () => undefined,
      (error: unknown) => error,
    );
    return problem instanceof PatkeeperError ? { ...shown, problem } : shown;
  }
  const deps = {
    ...features.deps,
    tokenService: {
      ...features.deps.tokenService,
      list: async (...[actor, query]: Parameters<TokenService['list']>) =>
        withProblem(actor, await features.deps.tokenService.list(actor, query)),
      search: async (...[actor, query]: Parameters<TokenService['search']>) =>
        withProblem(actor, await features.deps.tokenService.search(actor, query)),
    },
  };
  const renderer = createCardRenderer({ actions: 'execute' });
  const client = createConnector({ getToken: async () => undefined, clock });
  const log = createSilentLog();
  const bot = createBot({
    ...deps,
    store,
    renderer,
    messenger: createMessenger({
      connector: client,
      renderer,
      clock,
      organizationOf: deps.organizationOf,
      policy: deps.tokenService.policy,
    }),
    adapter: new TeamsAdapter({ connector: client }),
    idempotency: createIdempotency({ clock, ttlMs: 60_000, later: clock.later }),
    interrupted: createInterrupted({ store, sealer: PLAIN_SEALER, clock, log }),
    log,
    wake: () => {},
    later: clock.later,
  });
  const server = await startBotServer({
    onActivity: async (body) => (await bot.run(body as Activity)) ?? { status: 200 },
    log,
  });
  const teams = createTeamsDriver({
    botUrl: server.url,
    serviceUrl: connector.serviceUrl,
    tenantId: TENANT,
  });
  return {
    teams,
    connector,
    signIn,
    features,
    ada: teams.person('Ada Park'),
    ben: teams.person('Ben Ito'),
    log: log.lines,
    personOf: ({ aadObjectId }) => ({ tenantId: TENANT, objectId: aadObjectId }),
    challenge: (demanded) => {
      claims = demanded;
    },
    challengeSearch: (demanded) => {
      claims = demanded;
      challengesSearch = true;
    },
    neverEnough: () => {
      enough = false;
    },
    close: async () => {
      await server.close(0);
      await connector.close();
    },
  };
}

/** What a sign-in card holds. */
export interface SentSignIn {
  readonly text: string;
  readonly connectionName: string;
  readonly tokenExchangeResource?: { readonly id: string; readonly uri: string };
  readonly buttons: readonly { readonly type: string; readonly title: string; readonly value: string }[];
}

/** The sign-in card that a message carries; undefined if it carries none. */
export function signInCardOf(call: ConnectorCall | undefined): SentSignIn | undefined {
  const attachments = (call?.body['attachments'] ?? []) as { contentType: string; content: SentSignIn }[];
  return attachments.find(({ contentType }) => contentType === 'application/vnd.microsoft.card.oauth')
    ?.content;
}

/** Seals so that a test can read it, and opens at its own place only. */
export const PLAIN_SEALER: Sealer = {
  seal: (owner, kind, key, text) => JSON.stringify([owner, kind, key, text]),
  open(owner, kind, key, sealed) {
    const [sealedOwner, sealedKind, sealedKey, text] = JSON.parse(sealed) as [
      PersonId,
      string,
      string,
      string,
    ];
    const isHere =
      JSON.stringify([sealedOwner, sealedKind, sealedKey]) === JSON.stringify([owner, kind, key]);
    return isHere ? text : undefined;
  },
};
