import type { IncomingMessage } from 'node:http';
import { readBody } from '../read-body.ts';
import { ENGLISH } from './english.ts';
import { jsonResponse, type VerifyResponse } from './response.ts';

type FormFault = 'no-form' | 'too-large-or-slow' | 'too-many' | 'twice' | 'two-clients' | 'no-token';

/** Gives the value of a field; undefined when it is empty or not there. */
export type Form = (name: string) => string | undefined;

const MAX_BYTES = 16 * 1024;
const TIMEOUT_MS = 5_000;
/** More than any client sends. Whoever sends a form need not have proven anything yet, and thousands of fields take time. */
const MOST_FIELDS = 20;

/** Whether a request says that its body is a form. */
export function isForm(request: IncomingMessage): boolean {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';', 1);
  return type.trim().toLowerCase() === 'application/x-www-form-urlencoded';
}

/**
 * Reads the form of a request; an answer when it is not usable, undefined when the sender went away. No field may stand
 * there twice (RFC 6749 section 3.2), and an empty one is as good as none.
 */
export async function readForm(request: IncomingMessage): Promise<Form | VerifyResponse | undefined> {
  if (!isForm(request)) return badForm(415, 'no-form');
  const bytes = await readBody(request, { maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS });
  if (bytes === undefined) return undefined;
  if (!Buffer.isBuffer(bytes)) return badForm(bytes.status, 'too-large-or-slow');
  const text = bytes.toString('utf8');
  if (text.split('&', MOST_FIELDS + 1).length > MOST_FIELDS) return badForm(400, 'too-many');
  const fields = new URLSearchParams(text);
  if (new Set(fields.keys()).size < fields.size) return badForm(400, 'twice');
  return (name) => fields.get(name) || undefined;
}

/** Refuses a form, as RFC 6749 section 5.2 says; the sentence is for whoever wrote the client. */
export function badForm(status: number, fault: FormFault): VerifyResponse {
  const description = ENGLISH.say(`http.form.${fault}`);
  return jsonResponse('bad-request', status, { error: 'invalid_request', error_description: description });
}
