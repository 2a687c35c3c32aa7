import type { IncomingMessage } from 'node:http';
import { readBody } from './read-body.ts';
import { jsonAnswer, type VerifyAnswer } from './verify-answer.ts';

const MAX_BYTES = 16 * 1024;
const TIMEOUT_MS = 5_000;

/**
 * The token that a form presents, as RFC 7662 section 2.1 and RFC 7009 section 2.1 have it; an answer when the form is
 * not usable, undefined when the sender went away. The hint at the token's type is of no use to us.
 */
export async function readTokenForm(
  request: IncomingMessage,
): Promise<{ readonly presented: string } | VerifyAnswer | undefined> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';', 1);
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return badForm(415);
  const bytes = await readBody(request, { maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS });
  if (bytes === undefined) return undefined;
  if (!Buffer.isBuffer(bytes)) return badForm(bytes.status);
  const [presented = '', ...more] = new URLSearchParams(bytes.toString('utf8')).getAll('token');
  return presented === '' || more.length > 0 ? badForm(400) : { presented };
}

function badForm(status: number): VerifyAnswer {
  return jsonAnswer('bad-request', status, {
    error: 'invalid_request',
    error_description: 'Send a form with one parameter named token.',
  });
}
