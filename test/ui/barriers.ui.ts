import assert from 'node:assert/strict';
import { SECRET_MAKERS } from '../support/secret-samples.ts';
import { BEFORE_RETIREMENT, createAzureFakes } from './azure-fakes.ts';
import type { ChatPage } from './chat-page.ts';
import { confirmCopied, openCreateDialog, readSecret } from './create-dialog.ts';
import { findBarriers } from './find-barriers.ts';
import { askToSignIn, signInBy, untilStockTaken } from './sign-in-steps.ts';
import { WAYS } from './ways.ts';
import { createWorld } from './world.ts';

/** What a person meets only with Azure DevOps, with other people or with a role; the rest is looked at in the page's own tests. */
for (const way of WAYS.filter(({ name }) => ['desktop', 'phone'].includes(name))) {
  describe(`on ${way.title}, nothing keeps anybody`, () => {
    const fakes = createAzureFakes('builtin,azure-devops', { offsetHours: BEFORE_RETIREMENT });
    const settings = { ...way.settings, ADMIN: 'on' };
    const { story, ada, seed } = createWorld({ ...way, settings }, fakes);

    story('from replacing a token for all organizations', async () => {
      fakes.azure().seed('ada', 'harbour', { displayName: 'old script', everywhere: true });
      const chat = await ada();
      await signInBy(chat, await askToSignIn(chat, '/pat signin'));
      await untilStockTaken(chat, 1);
      await (await chat.say('/pat show old script')).press('Replace it');
      await chat.dialogTitled('Replace a token for all organizations');
      await look(chat, 'replace');
      await chat.page.keyboard.press('Escape');
      await chat.dialogClosed();
    });

    story('from choosing a second reader and reminders', async () => {
      await seed('ada', 'read by two');
      const chat = await ada();
      await (await chat.say('/pat show read by two')).press('Second reader');
      await chat.dialogTitled('Second reader');
      await look(chat, 'second reader');
      await chat.dialog.press('Save');
      await chat.dialog.sees('Choose a person, or type a name.');
      await look(chat, 'second reader, refused');
      await chat.page.keyboard.press('Escape');
      await chat.dialogClosed();
      await (await chat.say('/pat reminders')).sees('Your reminders');
      await look(chat, 'reminders');
    });

    story('from checking a message for tokens', async () => {
      const chat = await ada();
      const secret = SECRET_MAKERS['GitHub token']?.() ?? '';
      await chat.goTo('Release crew');
      await chat.messageBox.fill(`use ${secret} for now`);
      await chat.page.getByRole('button', { name: 'Send', exact: true }).click();
      const message = chat.page.locator('.message', { hasText: secret });
      await message.getByRole('button', { name: 'Check for a token' }).click();
      await (await chat.dialogTitled('Check for a token')).sees('1 secret found in this message');
      await look(chat, 'check for a token');
      await chat.dialog.press('Close');
      await chat.dialogClosed();
      await chat.goTo('Patkeeper');
    });

    story('from administering the tokens of others', async () => {
      const chat = await ada();
      await openCreateDialog(chat, 'found somewhere').then((form) => form.press('Create'));
      const secret = await readSecret(chat);
      await confirmCopied(chat);
      await chat.become('Cleo Ruiz');
      const overview = await chat.say('/pat admin');
      await overview.sees('Tokens of everybody');
      await look(chat, 'administration');
      await overview.press('Whose token is this?');
      const whose = await chat.dialogTitled('Whose token is this?');
      await look(chat, 'whose token');
      await whose.fill('secret', 'nothing that I know');
      await whose.press('Look it up');
      await whose.sees(/No token here has this secret/);
      await look(chat, 'whose token, not found');
      await whose.fill('secret', secret);
      await whose.press('Look it up');
      await whose.sees(/found somewhere, a token of Ada Park/);
      await look(chat, 'whose token, found');
      await whose.card.getByLabel('Why should it be revoked?').fill('found in a chat');
      await whose.press('Revoke');
      await whose.sees('Code from the page');
      await look(chat, 'whose token, sign in');
      await chat.page.keyboard.press('Escape');
      await chat.dialogClosed();
      await (await chat.say('/pat admin devops')).sees(/Sign in to Azure DevOps as its administrator/);
      await look(chat, 'Azure DevOps of administrators');
      const list = await chat.say('/pat admin');
      await list.card.getByRole('button', { name: /^List: Active/ }).click();
      await list.press('Filters');
      await list.sees('Not used for this many days');
      await look(chat, 'list of everybody');
      await list.card.getByRole('button', { name: /^Details: .*found somewhere/ }).click();
      await list.sees('All tokens of this person');
      await look(chat, 'token of somebody');
      await list.press('Revoke');
      await list.sees('Revoke 1 token of somebody else?');
      await look(chat, 'question of administrators');
    });
  });
}

/** Holds that nothing in the dialog that is open, or else among the messages, keeps anybody from using it. */
async function look({ page }: ChatPage, what: string): Promise<void> {
  const part = (await page.locator('#dialog').isVisible()) ? '#dialog' : '#messages';
  assert.deepEqual(await findBarriers(page, part), [], what);
}
