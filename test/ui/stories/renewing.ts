import assert from 'node:assert/strict';
import { createToken } from '../create-dialog.ts';
import type { World } from '../world.ts';

/** Renewing, in place on the card. */
export function tellOfRenewing({ story, ada }: World): void {
  story('renews a token on the card that asked for the new lifespan', async () => {
    const chat = await ada();
    await createToken(chat, 'weekly', { lifespan: '7 days' });
    const card = await chat.say('/pat renew weekly');
    const before = await chat.cards().count();
    await card.sees('Renew weekly?');
    await card.sees(/Expires soon · expires in 7 days/);
    await chat.look('renew');
    await card.fill('lifespan', '180 days');
    await card.press('Renew');
    await card.sees(/^Renewed\. It now works until .*, with the same secret\.$/);
    await card.sees(/expires in 180 days/);
    await chat.look('renewed');
    assert.equal(await chat.cards().count(), before);
  });
}
