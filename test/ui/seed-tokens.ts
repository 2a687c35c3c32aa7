import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { LOCAL_KEY } from './child-service.ts';
import { readState } from './read-state.ts';

const LOOK_AGAIN_MS = 20;
const PATIENCE_MS = 10_000;

/**
 * Creates tokens that live 90 days, as the page would for someone who fills in the form, but without the clicks.
 * Resolves when their notices are there: one that came later could be taken for the answer to something else.
 */
export async function seedTokens(
  url: string,
  person: 'ada' | 'ben',
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    const data = { verb: 'create.submit', formKey: randomUUID(), name, lifespan: '90', preset: 'clone' };
    const response = await fetch(`${url}/local/dialog`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Local-Key': LOCAL_KEY },
      body: JSON.stringify({ person, chat: person, name: 'task/submit', theme: 'default', data }),
    });
    const answer = await response.text();
    // Not in the message of a failure: it holds the secret.
    assert.ok(answer.includes('Your new token'), `no token ${name} was created`);
  }
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const notices = await readNotices(url);
    const missing = names.filter((name) => !notices.some((notice) => notice.includes(JSON.stringify(name))));
    if (missing.length === 0) return;
    assert.ok(Date.now() < deadline, `no notice came for ${missing.join(', ')}`);
    await pause(LOOK_AGAIN_MS);
  }
}

/** The messages about new tokens as JSON, without the joiner that keeps card expressions from being worked out. */
async function readNotices(url: string): Promise<string[]> {
  const { messages } = await readState(url);
  return messages
    .map((message) => JSON.stringify(message).replaceAll('\u2060', ''))
    .filter((message) => message.includes('"New token"'));
}
