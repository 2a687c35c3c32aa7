import assert from 'node:assert/strict';
import { confirmCopied, createToken, readSecret } from '../create-dialog.ts';
import { findSecret } from '../find-secret.ts';
import type { World } from '../world.ts';

/** Replacing a token, and letting both work for a while. */
export function tellOfRotating({ story, ada, service }: World): void {
  story('rotates a token: a new secret once, and the old one until it is replaced', async () => {
    const chat = await ada();
    await createToken(chat, 'deploy', { lifespan: '90 days' });
    const card = await chat.say('/pat rotate deploy');
    await card.press('Rotate');
    const form = await chat.dialogTitled('New secret for a token');
    await form.sees(/^You get a new secret\./);
    await chat.look('rotate-form');
    await form.press('Rotate');
    const secret = await readSecret(chat);
    await chat.dialog.sees(/^The old one works until /);
    await chat.look('rotate-secret');
    await confirmCopied(chat);
    assert.deepEqual(await findSecret(secret, chat, service()), []);
    const cutOver = await chat.message(/New secret\s*deploy/);
    await chat.look('cut-over');
    await cutOver.press('Two more days');
    await cutOver.sees(/^The old one now works until /);
    await cutOver.press('Replaced: revoke the old one');
    await cutOver.sees('Programs that still use it are refused from now on.');
    await chat.look('cut-over-done');
  });

  story('remembers a token that was created elsewhere, and forgets it again', async () => {
    const chat = await ada();
    const offer = await chat.say('/pat track npm publish token');
    await offer.press('Remember a token');
    const form = await chat.dialogTitled('Remember a token');
    await form.fill('where', 'npmjs.com');
    await form.fill('date', '2027-06-30');
    await chat.look('track-form');
    await form.press('Remember it');
    await (await chat.dialogTitled('Remember a token')).sees(/until Jun 30, 2027/);
    await chat.page.keyboard.press('Escape');
    const card = await chat.say('/pat show npm publish token');
    await card.sees(/npmjs\.com · tracked/);
    await chat.look('tracked');
    await card.press('Revoke');
    await card.sees('Forget npm publish token?');
    await card.press('Revoked there: forget it');
    await card.sees('You get no more messages about it.');
  });
}
