import { randomUUID } from 'node:crypto';
import type { Instant } from '../../../src/core/tokens/token.ts';
import { type Answer, jsonAnswer } from '../fake-http/answer.ts';

interface Kind {
  readonly error: string;
  readonly words: string;
  readonly status?: number;
  readonly suberror?: string;
}

/** Errors by their AADSTS numbers. Numbers and error names are Entra's; the words are ours. */
const KINDS: Readonly<Record<number, Kind>> = {
  28000: { error: 'invalid_scope', words: 'scopes of one resource at a time' },
  50011: { error: 'invalid_request', words: 'this redirect URI is not registered' },
  50013: { error: 'invalid_grant', words: 'the assertion is not ours to exchange' },
  50057: { error: 'invalid_grant', words: 'the account is disabled' },
  50076: {
    error: 'interaction_required',
    words: 'more proof of identity is needed',
    suberror: 'basic_action',
  },
  50148: { error: 'invalid_grant', words: 'the code verifier does not match the challenge' },
  50173: { error: 'invalid_grant', words: 'the grant was revoked; sign in again' },
  50196: { error: 'server_error', words: 'too many requests of the same kind' },
  54005: { error: 'invalid_grant', words: 'the code was used before' },
  65001: { error: 'invalid_grant', words: 'the person has not consented', suberror: 'consent_required' },
  65004: { error: 'access_denied', words: 'the person declined' },
  70003: { error: 'unsupported_grant_type', words: 'no such grant here' },
  70008: { error: 'invalid_grant', words: 'the code has expired' },
  70011: { error: 'invalid_scope', words: 'no such scope' },
  70043: { error: 'invalid_grant', words: 'the session has ended by policy', suberror: 'bad_token' },
  90002: { error: 'invalid_tenant', words: 'no such tenant' },
  90033: { error: 'temporarily_unavailable', words: 'try again later', status: 503 },
  500133: { error: 'invalid_grant', words: 'the assertion is outside its time' },
  700016: { error: 'unauthorized_client', words: 'no such application' },
  700027: { error: 'invalid_client', words: 'the client assertion is not good', status: 401 },
  700082: { error: 'invalid_grant', words: 'the refresh token has expired' },
  900144: { error: 'invalid_request', words: 'a parameter is missing' },
  7000215: { error: 'invalid_client', words: 'the client secret is wrong', status: 401 },
  9000411: { error: 'invalid_request', words: 'a parameter makes no sense' },
  9002313: { error: 'invalid_grant', words: 'the grant is not one of ours' },
};

/** A refusal of the fake Entra, by its AADSTS number. */
export class EntraRefusal extends Error {
  readonly code: number;
  /** The protocol's name of the error: `invalid_grant`. */
  readonly error: string;
  /** JSON that a sign-in must ask for to get past it. */
  readonly claims: string | undefined;

  constructor(code: number, options: { readonly detail?: string; readonly claims?: string } = {}) {
    const { words, error } = kindOf(code);
    super(`AADSTS${code}: ${words}${options.detail === undefined ? '' : ` (${options.detail})`}.`);
    this.name = 'EntraRefusal';
    this.code = code;
    this.error = error;
    this.claims = options.claims;
  }

  /** The refusal as the token endpoint says it. */
  toAnswer(now: Instant, correlationId: string = randomUUID()): Answer {
    const { status = 400, suberror } = kindOf(this.code);
    const traceId = randomUUID();
    const timestamp = new Date(now).toISOString().replace('T', ' ').replace(/\.\d+/, '');
    return jsonAnswer(status, {
      error: this.error,
      error_description: `${this.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [this.code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      ...(suberror === undefined ? {} : { suberror }),
      ...(this.claims === undefined ? {} : { claims: this.claims }),
    });
  }
}

function kindOf(code: number): Kind {
  return KINDS[code] ?? { error: 'invalid_grant', words: 'refused on purpose' };
}
