import assert from 'node:assert/strict';
import { createToken } from '../create-dialog.ts';
import type { World } from '../world.ts';

/** Revoking one token or all of them, in place on the card. */
export function tellOfRevoking({ story, ada, ben, seed }: World): void {
  story('revokes a token on the card that asked, and an older card knows of it', async () => {
    const chat = await ada();
    const notice = await createToken(chat, 'leaked');
    const card = await chat.say('/pat revoke leaked');
    const before = await chat.cards().count();
    await card.sees('Revoke leaked?');
    await card.sees(/^Every tool that uses it in \w+ stops working at once: Read code\.$/);
    await chat.look('revoke');
    await card.press('Keep it');
    await card.sees(/expires in 90 days/);
    await card.press('Revoke');
    await card.press('Revoke it');
    await card.sees('Programs that still use it are refused from now on.');
    assert.match(await card.text(), /^Revoked\s*leaked/);
    await chat.look('revoked');
    await notice.press('Wasn’t you? Revoke it');
    await notice.sees('It was already revoked.');
    await chat.look('already-revoked');
    assert.equal(await chat.cards().count(), before);
  });

  story('revokes all tokens after reading their names', async () => {
    await seed('ben', 'first of all', 'second of all');
    const chat = await ben();
    const card = await chat.say('/pat revoke all');
    await card.sees('Revoke all 2 tokens?');
    await card.sees(/first of all/);
    await card.sees(/second of all/);
    await chat.look('revoke-all');
    await card.press('Keep them');
    await card.sees('You have 2 active tokens');
    await card.press('Revoke all');
    await card.press('Revoke all of them');
    await card.sees('Revoked 2 tokens');
    await chat.look('revoked-all');
    await card.press('My tokens');
    await card.sees('You have no active tokens');
    await chat.look('list-empty');
  });
}
