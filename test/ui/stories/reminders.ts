import assert from 'node:assert/strict';
import { createToken } from '../create-dialog.ts';
import type { World } from '../world.ts';

/** The reminder before the end, on a clock that people can move. */
export function tellOfReminders({ story, ada }: World): void {
  story('is reminded seven days before a token ends, and renews it there', async () => {
    const chat = await ada();
    await chat.goTo('Patkeeper');
    await createToken(chat, 'monthly', { lifespan: '30 days' });
    assert.equal(await chat.page.getByText('monthly expires in').count(), 0);
    await chat.say('/pat clock +552h');
    await chat.message('The clock has moved');
    const reminder = await chat.message('monthly expires in 7 days');
    await chat.look('reminder');
    await reminder.press('Renew');
    await reminder.sees('Renew monthly?');
    await reminder.fill('lifespan', '90 days');
    await reminder.press('Renew');
    await reminder.sees(/expires in 90 days/);
    await chat.look('reminder-renewed');
    await chat.tool('Clock');
    await chat.page.getByText('23 d ahead of the real time.').waitFor();
    await chat.look('clock');
    await chat.page.getByRole('button', { name: 'Back to real time' }).click();
    await chat.page.getByText('It shows the real time.').waitFor();
    await chat.page.keyboard.press('Escape');
    await chat.page.getByRole('dialog', { name: 'Clock and language' }).waitFor({ state: 'hidden' });
  });
}
