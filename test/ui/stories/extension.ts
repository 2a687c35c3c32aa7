import assert from 'node:assert/strict';
import type { ChatPage } from '../chat-page.ts';
import { confirmCopied, FORM_TITLE, openCreateDialog, readSecret } from '../create-dialog.ts';
import type { CardView } from '../view-card.ts';
import type { World } from '../world.ts';

/** The messaging extension: what is behind the + of the message box. */
export function tellOfExtension({ way, story, ada, ben, seed }: World): void {
  story('creates a token behind the +, and nothing is put into the chat', async () => {
    const chat = await ada();
    await chat.goTo('Release crew');
    const mine = chat.page.locator('.message.mine');
    const before = await mine.count();
    await chat.plus('New token');
    const form = await chat.dialogTitled(FORM_TITLE);
    await form.fill('name', 'from the box');
    await form.press('Create');
    await readSecret(chat);
    await chat.look('extension-secret');
    await confirmCopied(chat);
    assert.equal(await mine.count(), before);
    await chat.goTo('Patkeeper');
    await (await chat.message(/New token\s*from the box/)).sees(/expires in 90 days/);
  });

  story('finds a token behind the + and renews it on the card it becomes', async () => {
    await seed('ada', "picked o'clock");
    const chat = await ada();
    const card = await pick(chat, "picked o'clock");
    await card.press('Details');
    await card.press('Renew');
    await card.sees("Renew picked o'clock?");
    await card.fill('lifespan', '365 days');
    await card.press('Renew');
    await card.sees(/^Renewed\./);
    await chat.look('extension-renewed');
  });

  story('checks a message for tokens, and ends the one that is the person’s own', async () => {
    const [chat, other] = [await ada(), await ben()];
    const form = await openCreateDialog(chat, 'pasted by mistake');
    await form.press('Create');
    const secret = await readSecret(chat);
    await confirmCopied(chat);
    for (const { goTo } of [chat, other]) await goTo('Release crew');
    await other.messageBox.fill(`use ${secret} for now`);
    await other.page.getByRole('button', { name: 'Send', exact: true }).click();
    const message = chat.page.locator('.message', { hasText: secret });
    await message.getByRole('button', { name: 'Check for a token' }).click();
    const found = await chat.dialogTitled('Check for a token');
    await found.sees('1 secret found in this message');
    await found.sees('Your token pasted by mistake');
    await found.sees('For Ben Ito');
    await chat.look('check-message');
    await found.press('Revoke my token');
    await found.sees('1 token revoked');
    await found.press('Close');
    await chat.dialogClosed();
    await chat.goTo('Patkeeper');
    await (await chat.say('/pat why pasted by mistake')).sees('You revoked pasted by mistake');
    await chat.look('why-revoked');
  });

  story('shows a token to a group, where only its owner’s buttons do something', async () => {
    await seed('ada', 'shown around');
    const [chat, other] = [await ada(), await ben()];
    await chat.goTo('Release crew');
    await other.goTo('Release crew');
    await pick(chat, 'shown around');
    const seen = await other.message('shown around');
    const before = await seen.text();
    await seen.press('Details');
    if (way.submits) {
      await other.message('I have written to you directly');
      assert.equal(await seen.text(), before);
      await other.goTo('Patkeeper');
    }
    await other.page.getByText('You have no such token').last().waitFor();
    await other.look('foreign-button');
    await other.goTo('Release crew');
    assert.equal(await seen.text(), before);
    await chat.goTo('Patkeeper');
    await (await chat.say('/pat show shown around')).sees(/expires in 90 days/);
  });
}

/** Picks a search result; gives the card that it becomes in the chat. */
async function pick(chat: ChatPage, name: string): Promise<CardView> {
  const mine = chat.page.locator('.message.mine:has(.card)');
  const before = await mine.count();
  await chat.plus('My tokens');
  const search = chat.page.locator('#search');
  await search.getByRole('searchbox').fill(name);
  await search.getByText('1 result.').waitFor();
  await chat.look('search');
  await search.locator('#search-results').getByRole('button', { name }).click();
  await mine.nth(before).waitFor();
  return chat.message(name);
}
