import assert from 'node:assert/strict';
import { confirmCopied, FORM_TITLE, readSecret } from '../create-dialog.ts';
import type { World } from '../world.ts';

/** What goes and comes back: the bot in a chat, and the service. */
export function tellOfRestarts({ story, ada, ben, seed, service }: World): void {
  story('removes the bot, adds it again and gets what waited', async () => {
    const chat = await ada();
    await chat.goTo('Patkeeper');
    await chat.chatMenu(/Remove Patkeeper/);
    await chat.page.getByPlaceholder('Patkeeper was removed from this chat').waitFor();
    await chat.look('removed');
    assert.equal(await chat.messageBox.isDisabled(), true);
    await chat.goTo('Release crew');
    await chat.plus('New token');
    await (await chat.dialogTitled(FORM_TITLE)).fill('name', 'kept waiting');
    await chat.dialog.press('Create');
    await readSecret(chat);
    await confirmCopied(chat);
    await chat.goTo('Patkeeper');
    assert.equal(await chat.cards().filter({ hasText: 'kept waiting' }).count(), 0);
    await chat.chatMenu(/Add Patkeeper/);
    await chat.page.getByPlaceholder('Message Patkeeper').waitFor();
    await chat.message(/New token\s*kept waiting/);
    await chat.message('Welcome, Ada Park');
    await (await chat.say('hi')).sees('What can I do for you?');
    await chat.look('added');
  });

  story('goes on where it was after the service was started again', async () => {
    await seed('ada', 'lasting');
    const [chat, other] = [await ada(), await ben()];
    await chat.goTo('Patkeeper');
    await service().restart();
    for (const { banner } of [chat, other]) await banner.waitFor({ state: 'hidden' });
    const list = await chat.say('/pat list lasting');
    await list.sees('You have 1 active token for “lasting”');
    await chat.look('restarted');
    // The pages asked a service that was not there; that is all that may have gone wrong.
    for (const { forgive } of [chat, other]) forgive(/net::ERR_/);
  });
}
