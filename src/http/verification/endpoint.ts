import type { IncomingMessage } from 'node:http';
import type { Clock, Log } from '../../core/ports.ts';
import type { DeadUses } from '../../core/tokens/dead-uses.ts';
import type { RefusalRecorder } from '../../core/tokens/refusal-recorder.ts';
import type { Token, TokenPlace } from '../../core/tokens/token.ts';
import type { Unproven, Verdict } from '../../core/tokens/verdict.ts';
import type { RateLimitedLog } from '../rate-limited-log.ts';
import type { ClientCheck } from './clients.ts';
import type { IdentityDeps } from './identity.ts';
import type { VerifyResponse } from './response.ts';

/** Answers one request; undefined when its sender went away. */
export type Endpoint = (request: IncomingMessage) => VerifyResponse | Promise<VerifyResponse | undefined>;

/** What the endpoints of the verification listener work with. */
export interface EndpointDeps extends IdentityDeps {
  /** Returns the active token that a presented text proves, or why it proves none. Rejects when that can't be found out. */
  verify(text: string): Verdict | Promise<Verdict>;
  /** The ids of the organizations that a proxy may ask for. */
  readonly organizations: readonly string[];
  /** The token with the scopes that count under today's policy; undefined when its organization was removed. */
  underPolicy(token: Token): Token | undefined;
  /** What is told of each use of a valid token. */
  readonly uses: { note(token: Token, service: string, network?: TokenPlace['network']): void };
  /** What is told of each refusal of a valid token, for what it lacks. */
  readonly refused: Pick<RefusalRecorder, 'note'>;
  /** What is told of each use of a token that has ended. */
  readonly deadUses: Pick<DeadUses, 'note'>;
  /** Revokes a token whose secret was presented to a service, and tells its owner. */
  revokePresented(token: Token, service: string): Promise<void>;
  readonly checkClient: ClientCheck;
  readonly clock: Clock;
  readonly log: Log;
  /** For a mistake that a proxy makes with every request until someone fixes it. */
  readonly limitedLog: RateLimitedLog;
  /** Whether a request comes from a trusted proxy. */
  isTrusted(request: IncomingMessage): boolean;
  /** The client's address, where a trusted proxy tells it; undefined where nobody can. */
  addressOf(request: IncomingMessage): string | undefined;
  /** Its network, in the same way. */
  networkOf(request: IncomingMessage): string | undefined;
  /** The answer to a credential that proves nothing: 401, or 429 for a sender that seems to guess. */
  refuse(request: IncomingMessage, why: Unproven): VerifyResponse;
  /** Counts a failed attempt of a client: the answer is 401, or 429 when there were too many. */
  refuseClient(request: IncomingMessage): VerifyResponse;
}
