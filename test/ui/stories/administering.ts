import assert from 'node:assert/strict';
import type { AzureFakes } from '../azure-fakes.ts';
import type { ChatPage } from '../chat-page.ts';
import { confirmCopied, openCreateDialog, readSecret } from '../create-dialog.ts';
import { chooseAccount } from '../sign-in-steps.ts';
import type { CardView } from '../view-card.ts';
import type { World } from '../world.ts';

/** Opens the page of a card's sign-in link, and gives the code that it shows after `prove`. */
async function codeOf(chat: ChatPage, card: CardView, played: boolean): Promise<string> {
  const link = card.card.getByRole('link', { name: 'Sign in', exact: true });
  const [tab] = await Promise.all([chat.page.context().waitForEvent('page'), link.click()]);
  if (played) await tab.getByRole('button', { name: 'Sign in' }).click();
  else await chooseAccount(tab, 'Cleo Ruiz');
  const code = (await tab.locator(played ? '#code' : '.code strong').textContent()) ?? '';
  assert.match(code, /^\w{4}-\w{4}$/);
  await tab.close();
  return code;
}

/** Types the code of the local chat's sign-in page into a card, and continues. */
async function signInOn(chat: ChatPage, card: CardView): Promise<void> {
  const code = await codeOf(chat, card, true);
  await card.fill('code', code);
  await card.press('Continue');
}

/** Administration of other people's tokens: one, several with a second administrator, a found secret, and messages. */
export function tellOfAdministering({ story, ada, ben, cleo, seed }: World): void {
  story('sees what needs attention, finds a person, and revokes one of their tokens', async () => {
    await seed('ben', 'laptop', 'build agent', 'nightly job');
    const chat = await cleo();
    const overview = await chat.say('/pat admin');
    await overview.sees('Active: 3');
    await chat.look('admin-overview');
    await overview.fill('words', 'ben');
    await overview.press('Find');
    await overview.sees('Ben Ito');
    await chat.look('admin-found');
    await overview.press('Tokens');
    await overview.sees('Matching: 3');
    await chat.look('admin-list');
    await overview.press('Filters');
    await chat.look('admin-filters');
    await overview.press('Filters');
    await overview.openRow('laptop');
    await overview.sees('All tokens of this person');
    await chat.look('admin-token');
    await overview.press('Revoke');
    await overview.sees('Revoke 1 token of somebody else?');
    await chat.look('admin-question');
    await overview.fill('reason', 'it was on a screenshot');
    await overview.press('Revoke');
    await overview.sees('Code from the page');
    await chat.look('admin-sign-in');
    await signInOn(chat, overview);
    await overview.sees('Revoked 1 token');
    await chat.look('admin-revoked');
    const told = await ben();
    await (await told.message(/Cleo Ruiz revoked laptop/)).sees(/it was on a screenshot/);
    await told.look('told-by-admin');
  });

  story('learns whose token a found secret is, in a dialog, and revokes it there', async () => {
    const holder = await ben();
    const form = await openCreateDialog(holder, 'leaked to a wiki');
    await form.press('Create');
    const secret = await readSecret(holder);
    await confirmCopied(holder);
    const chat = await cleo();
    const overview = await chat.say('/pat admin');
    await overview.press('Whose token is this?');
    const dialog = await chat.dialogTitled('Whose token is this?');
    await chat.look('admin-whose');
    await dialog.fill('secret', `${secret.slice(0, -1)}0`);
    await dialog.press('Look it up');
    await dialog.sees('No token here has this secret');
    await chat.look('admin-whose-nobody');
    await dialog.fill('secret', secret);
    await dialog.press('Look it up');
    await dialog.sees('leaked to a wiki, a token of Ben Ito');
    await chat.look('admin-whose-found');
    await dialog.fill('reason', 'it stood in a wiki');
    await dialog.press('Revoke');
    await dialog.sees('Revoked 1 token');
    await chat.look('admin-whose-revoked');
    await chat.page.keyboard.press('Escape');
    await chat.dialogClosed();
  });

  story('reads what became of messages, and has those sent again that did not arrive', async () => {
    await seed('ben', 'after all');
    const holder = await ben();
    await holder.chatMenu(/Remove/);
    const chat = await cleo();
    const card = await chat.say('/pat admin find after all');
    await card.openRow('after all');
    await card.press('Revoke');
    await card.fill('reason', 'once more');
    await card.press('Revoke');
    await card.sees('Revoked 1 token');
    const overview = await chat.say('/pat admin');
    await overview.press('Messages');
    await overview.sees('Newest first');
    await chat.look('admin-messages');
    await overview.press('Only undelivered');
    await overview.sees('Those that did not arrive');
    await chat.look('admin-messages-undelivered');
    await overview.press('Who was not reached');
    await overview.sees('Ben Ito');
    await chat.look('admin-unreached');
    await overview.press('Try again');
    await overview.sees(/message is sent again|messages are sent again/);
    await chat.look('admin-tried-again');
  });

  story('has more than the limit confirmed by a second administrator', async () => {
    const [chat, second] = [await cleo(), await ada()];
    await second.say('/pat admin');
    const card = await chat.say('/pat admin find ben');
    await card.press('Tokens');
    await card.press('Revoke all of these');
    await card.sees('Revoke 2 tokens of others?');
    await card.sees('Another administrator must confirm this within a day.');
    await chat.look('admin-question-second');
    await card.fill('reason', 'left the company');
    await card.press('Revoke');
    await card.sees('2 tokens wait for another administrator');
    await chat.look('admin-waiting');
    await second.message(/waits? for/);
    await second.look('admin-told-to-confirm');
    const waiting = await second.say('/pat admin');
    await waiting.sees(/Cleo Ruiz wants to revoke 2 tokens/);
    await second.look('admin-overview-waiting');
    await waiting.press('Open');
    await waiting.sees(/left the company/);
    await second.look('admin-confirm');
    await waiting.press('Confirm: revoke');
    await signInOn(second, waiting);
    await waiting.sees('Revoked 2 tokens');
    await second.look('admin-confirmed');
    await card.press('Show the progress');
    await card.sees('Confirmed by Ada Park.');
    await chat.look('admin-done');
  });
}

/** The tokens of everybody at Azure DevOps. */
export function tellOfMembers({ story, cleo }: World, { azure }: AzureFakes): void {
  story('looks up the tokens of a person, and of everybody', async () => {
    azure().seed('ben', 'harbour', { displayName: 'Nightly build' });
    azure().seed('ada', 'harbour', { displayName: 'Laptop' });
    const chat = await cleo();
    const card = await chat.say('/pat admin devops');
    await card.sees('Sign in to Azure DevOps as its administrator');
    await chat.look('members-sign-in');
    await card.fill('code', await codeOf(chat, card, false));
    await card.press('Continue');
    await card.sees(/signed in as cleo/);
    await chat.look('members');
    await card.fill('words', 'ben');
    await card.press('Find this person');
    await card.sees('Ben Ito');
    await chat.look('members-found');
    await card.press('Tokens');
    await card.sees('Nightly build');
    await chat.look('members-tokens');
    const again = await chat.say('/pat admin devops');
    await again.press('Look up everybody’s tokens');
    await again.sees(/Looked up everybody’s tokens in harbour/);
    await chat.look('members-all');
  });
}
