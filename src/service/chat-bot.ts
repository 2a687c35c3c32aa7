import { randomBytes } from 'node:crypto';
import type { Config } from '../config/config.ts';
import type { Administration } from '../core/administration/administration.ts';
import type { VerifySecret } from '../core/leaks/message-check.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { Store } from '../core/store/store.ts';
import { TIME_BUDGET } from '../core/timing/time-budget.ts';
import type { OrganizationOf } from '../core/tokens/organization-of.ts';
import type { TokenService } from '../core/tokens/token-service-port.ts';
import type { Admit } from '../http/bot/admission.ts';
import type { Metrics } from '../http/metrics.ts';
import type { CardRenderer } from '../teams/cards/cards.ts';
import { TeamsAdapter } from '../teams/channel/adapter.ts';
import type { Connector } from '../teams/channel/connector.ts';
import { type Bot, createBot } from '../teams/turns/bot.ts';
import { createDeliveries } from '../teams/turns/deliveries.ts';
import { createIdempotency } from '../teams/turns/idempotency.ts';
import { createMemberships } from '../teams/turns/membership.ts';
import type { TeamsMessenger } from '../teams/turns/messenger.ts';
import type { AzureDevOps } from './azure-devops.ts';
import { type AdmissionDeps, createAdmission } from './teams-channel.ts';

export interface ChatBotDeps {
  readonly config: Config;
  readonly tokenService: TokenService;
  readonly store: Store;
  readonly connector: Connector;
  readonly renderer: CardRenderer;
  readonly messenger: TeamsMessenger;
  readonly organizationOf: OrganizationOf;
  readonly metrics: Pick<Metrics, 'turn'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Lets the dispatcher look for notices now. */
  readonly wake: () => void;
  /** Moves the service's clock, in local mode. */
  readonly shiftClock: (hours: number) => void;
  /** Absent when Azure DevOps isn't configured. */
  readonly azure?: Pick<AzureDevOps, 'signIn' | 'interrupted'>;
  /** Says which built-in token a text proves; absent where there are none. */
  readonly verifySecret?: VerifySecret;
  /** Absent when ADMIN is off. */
  readonly administration?: Administration;
}

/** The bot, and the step that decides by a request's head whether its activity is read. */
export interface ChatBot extends Pick<Bot, 'idle'> {
  admit(deps: Pick<AdmissionDeps, 'authenticate' | 'refusals'>): Admit;
}

/** Puts the bot together: what answers the activities of Teams. */
export function createChatBot(deps: ChatBotDeps): ChatBot {
  const { config, tokenService, connector, clock, log, azure } = deps;
  const deliveries = createDeliveries({ tokenService, log, graceMs: TIME_BUDGET.repeats });
  const bot = createBot({
    deliveries,
    tokenService,
    clock,
    organizationOf: deps.organizationOf,
    store: deps.store,
    renderer: deps.renderer,
    messenger: deps.messenger,
    adapter: new TeamsAdapter({ connector }),
    memberships: createMemberships({ connector, clock, log }),
    guestsAllowed: config.guests === 'allow',
    idempotency: createIdempotency({ clock, ttlMs: TIME_BUDGET.repeats, deliveries }),
    log,
    wake: deps.wake,
    onTurn: deps.metrics.turn,
    newFormKey: () => randomBytes(16).toString('base64url'),
    ...(azure === undefined ? {} : { signIn: azure.signIn, interrupted: azure.interrupted }),
    ...(deps.verifySecret === undefined ? {} : { verifySecret: deps.verifySecret }),
    ...(deps.administration === undefined ? {} : { administration: deps.administration }),
    ...(config.mode.kind === 'local' ? { shiftClock: deps.shiftClock } : {}),
  });
  return {
    idle: bot.idle,
    admit: ({ authenticate, refusals }) => createAdmission({ authenticate, bot, deliveries, refusals }),
  };
}
