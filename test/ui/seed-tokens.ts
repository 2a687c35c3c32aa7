import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { readState } from './read-state.ts';

const LOOK_AGAIN_MS = 20;

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
      headers: { 'Content-Type': 'application/json', Origin: url },
      body: JSON.stringify({ person, chat: person, name: 'task/submit', theme: 'default', data }),
    });
    const answer = await response.text();
    // Not in the message of a failure: it holds the secret.
    assert.ok(answer.includes('Your new token'), `no token ${name} was created`);
  }
  const told = names.map((name) => JSON.stringify(`A new token was created: ${name}`));
  for (;;) {
    const messages = JSON.stringify((await readState(url)).messages).replaceAll('\u2060', '');
    if (told.every((summary) => messages.includes(summary))) return;
    await pause(LOOK_AGAIN_MS);
  }
}
