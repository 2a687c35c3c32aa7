import type { IncomingMessage } from 'node:http';
import type { Clock, Log } from '../core/ports.ts';
import type { Token } from '../core/token.ts';
import type { UseRecorder } from '../core/use-recorder.ts';
import type { VerifyAnswer } from './verify-answer.ts';
import type { ClientCheck } from './verify-clients.ts';
import type { IdentityDeps } from './verify-identity.ts';

/** Answers one request; undefined when its sender went away. */
export type Endpoint = (request: IncomingMessage) => VerifyAnswer | Promise<VerifyAnswer | undefined>;

/** What the endpoints of the verification listener work with. */
export interface EndpointDeps extends IdentityDeps {
  /** The active token that a secret proves, undefined for anything else; rejects when nobody can tell. */
  verify(secret: string): Token | undefined | Promise<Token | undefined>;
  /** The token with the scopes that count under today's policy; undefined when its organization was removed. */
  underPolicy(token: Token): Token | undefined;
  readonly uses: Pick<UseRecorder, 'note'>;
  /** Revokes a token whose secret was presented to a service, and tells its owner. */
  revokePresented(token: Token, service: string): Promise<void>;
  readonly checkClient: ClientCheck;
  readonly clock: Clock;
  readonly log: Log;
  /** Counts a failed attempt of the request's sender: `otherwise`, or 429 when there were too many. */
  failed(request: IncomingMessage, otherwise: VerifyAnswer): VerifyAnswer;
}
