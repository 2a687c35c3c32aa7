import { z } from 'zod';
import type { Clock } from '../../core/ports.ts';
import { withDeadline } from '../../core/timing/deadline.ts';
import { ENDLESS, type Patience } from '../../core/timing/patience.ts';
import { TIME_BUDGET } from '../../core/timing/time-budget.ts';
import { aadstsNumber } from '../../web/aadsts.ts';
import { createExchangeHttp, type ExchangeHttp } from '../../web/exchange-http.ts';
import type { Message } from './activity.ts';
import {
  type CallKind,
  type ConnectorFailure,
  failure,
  failureOfError,
  failureOfResponse,
} from './connector-outcome.ts';
import { hasTarget } from './targeted.ts';

/** Answers are an id or an error; more than this is not from the Bot Connector. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** `id` is that of the conversation or message; empty when the Bot Connector took a message without naming one. */
export type ConnectorResult = { readonly ok: true; readonly id: string } | ConnectorFailure;

/** The fields that we read of a member; a Bot Connector may leave any of them out. */
export type MemberResult =
  | { readonly ok: true; readonly tenantId?: string; readonly userRole?: string }
  | ConnectorFailure;

interface Account {
  readonly id: string;
  readonly name?: string;
}

/** The personal chat that is asked for. */
interface NewConversation {
  readonly isGroup: false;
  readonly bot: Account;
  readonly members: readonly [Account];
  readonly tenantId: string;
  readonly channelData: { readonly tenant: { readonly id: string } };
}

/**
 * The Bot Connector's REST interface, as far as we use it. Every call makes one HTTP attempt and never rejects: botbuilder's
 * own client silently posts a message up to four times and has no time-out.
 */
export interface Connector {
  /** Gives the personal chat with a member, the same one every time; an ambiguous outcome has sent no message. */
  createConversation(serviceUrl: string, params: NewConversation): Promise<ConnectorResult>;
  sendActivity(
    serviceUrl: string,
    conversationId: string,
    activity: Message,
    replyToId?: string,
  ): Promise<ConnectorResult>;
  updateActivity(
    serviceUrl: string,
    conversationId: string,
    activityId: string,
    activity: Message,
  ): Promise<ConnectorResult>;
  /** What Teams knows of a member of a conversation. */
  getMember(serviceUrl: string, conversationId: string, userId: string): Promise<MemberResult>;
}

export interface ConnectorDeps {
  /** Gives the access token, undefined to call without one; a rejection means that nothing was sent. */
  getToken(): Promise<string | undefined>;
  readonly clock: Clock;
  /** Whether this service URL may be called; when left out, each may. */
  readonly mayCall?: (serviceUrl: string) => boolean;
  /** Headers for one origin alone, such as the local chat's key. */
  readonly headersFor?: (origin: string) => Readonly<Record<string, string>>;
  /** Sends the requests; Node's own client when left out. */
  readonly exchangeHttp?: ExchangeHttp;
  /** For the whole call, and again for the token. */
  readonly timeoutMs?: number;
  /** When it is over, calls are broken off, and no other one begins. Endless when left out. */
  readonly patience?: Patience;
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly serviceUrl: string;
  readonly path: readonly string[];
  /** Whether only the message's recipient may see it. */
  readonly targeted?: boolean;
  readonly body?: object;
  readonly kind: CallKind;
}

/** Makes the client. */
export function createConnector(deps: ConnectorDeps): Connector {
  const { getToken, clock, timeoutMs = TIME_BUDGET.connector, patience = ENDLESS } = deps;
  const exchangeHttp = deps.exchangeHttp ?? createExchangeHttp();
  const { mayCall = () => true, headersFor = () => ({}) } = deps;

  async function call(parts: Call): Promise<ConnectorResult> {
    const exchanged = await exchange(parts);
    return 'text' in exchanged ? resultOf(exchanged.text) : exchanged;
  }

  /** Gives the text of a good answer. */
  async function exchange(parts: Call): Promise<{ readonly text: string } | ConnectorFailure> {
    const request = prepare(parts);
    if (request === undefined) return failure('not-sent', "an id or the message can't be sent");
    if (!mayCall(parts.serviceUrl)) return failure('not-sent', 'this service is not called in local mode');
    if (patience.isOver) return failure('not-sent', 'Patkeeper is about to end');
    let token: string | undefined;
    try {
      token = await patience.hold(withDeadline(getToken(), timeoutMs));
    } catch (error) {
      return failure('not-sent', `no access token for the Bot Connector${signInCode(error)}`);
    }
    try {
      const { status, retryAfter, text } = await exchangeHttp(request.url, {
        method: parts.method,
        headers: {
          ...(request.body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' }),
          Accept: 'application/json',
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...headersFor(request.url.origin),
        },
        ...(request.body === undefined ? {} : { body: request.body }),
        timeoutMs,
        patience,
        maxBytes: MAX_ANSWER_BYTES,
      });
      if (status < 200 || status > 299)
        return failureOfResponse(status, retryAfter, text ?? '', { kind: parts.kind, now: clock.now() });
      return text === undefined ? failure('ambiguous', 'the call of the Bot Connector broke off') : { text };
    } catch (error) {
      return failureOfError(error);
    }
  }

  return {
    async createConversation(serviceUrl, params) {
      const path = ['v3', 'conversations'];
      const result = await call({ method: 'POST', serviceUrl, path, body: params, kind: 'write' });
      return result.ok && result.id === ''
        ? failure('ambiguous', 'the Bot Connector named no conversation')
        : result;
    },
    sendActivity(serviceUrl, conversationId, activity, replyToId) {
      const path = ['v3', 'conversations', conversationId, 'activities', ...(replyToId ? [replyToId] : [])];
      return call({
        method: 'POST',
        serviceUrl,
        path,
        targeted: hasTarget(activity),
        body: activity,
        kind: 'write',
      });
    },
    async getMember(serviceUrl, conversationId, userId) {
      const path = ['v3', 'conversations', conversationId, 'members', userId];
      const exchanged = await exchange({ method: 'GET', serviceUrl, path, kind: 'write' });
      return 'text' in exchanged ? memberOf(exchanged.text) : exchanged;
    },
    updateActivity(serviceUrl, conversationId, activityId, activity) {
      const path = ['v3', 'conversations', conversationId, 'activities', activityId];
      return call({
        method: 'PUT',
        serviceUrl,
        path,
        targeted: hasTarget(activity),
        body: activity,
        kind: 'update',
      });
    },
  };
}

/** Undefined for ids that make no path of their own: dot segments lead elsewhere whatever their encoding. */
function prepare({
  serviceUrl,
  path,
  targeted,
  body,
}: Call): { readonly url: URL; readonly body: string | undefined } | undefined {
  if (path.some((part) => /^\.{0,2}$/.test(part))) return undefined;
  try {
    const url = new URL(`${serviceUrl.replace(/\/+$/, '')}/${path.map(encodeURIComponent).join('/')}`);
    if (targeted === true) url.searchParams.set('isTargetedActivity', 'true');
    return { url, body: body === undefined ? undefined : JSON.stringify(body) };
  } catch {
    return undefined;
  }
}

/** Accounts of Teams' members: `tenantId` and `userRole` stand beside the ids. */
const member = z.object({ tenantId: z.string().nullish(), userRole: z.string().nullish() });

function memberOf(text: string): MemberResult {
  try {
    const { tenantId, userRole } = member.parse(JSON.parse(text));
    return { ok: true, ...(tenantId ? { tenantId } : {}), ...(userRole ? { userRole } : {}) };
  } catch {
    return failure('not-sent', "the Bot Connector's answer can't be read");
  }
}

/** An answer that can't be read may be from something on the way instead of the Bot Connector. */
function resultOf(text: string): ConnectorResult {
  if (text.trim() === '') return { ok: true, id: '' };
  try {
    const body: unknown = JSON.parse(text);
    const id: unknown = typeof body === 'object' && body !== null && 'id' in body ? body.id : '';
    return { ok: true, id: typeof id === 'string' ? id : '' };
  } catch {
    return failure('ambiguous', "the Bot Connector's answer can't be read");
  }
}

/** Entra's error number tells an administrator what to put right; the rest of the message stays out. */
function signInCode(error: unknown): string {
  const number = error instanceof Error ? aadstsNumber(error.message) : undefined;
  return number === undefined ? '' : ` (AADSTS${number})`;
}
