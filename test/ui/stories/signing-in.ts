import assert from 'node:assert/strict';
import type { AzureFakes } from '../azure-fakes.ts';
import { confirmCopied, FORM_TITLE, openCreateDialog, readSecret } from '../create-dialog.ts';
import { findSecret } from '../find-secret.ts';
import {
  askToSignIn,
  chooseAccount,
  fetchCode,
  openWindow,
  signInBy,
  untilStockTaken,
} from '../sign-in-steps.ts';
import type { World } from '../world.ts';

const AZURE_SECRET = /^[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}$/;

/** Signing in to Azure DevOps beside the built-in authority: typed, in a dialog, interrupted, undone. */
export function tellOfSigningIn({ story, service, ada }: World, { azure }: AzureFakes): void {
  story('closes the sign-in window, is told what to do, and signs in after all', async () => {
    const chat = await ada();
    await (await chat.say('/pat whoami')).sees('You aren’t signed in');
    await chat.look('signed-out');
    const button = await askToSignIn(chat, '/pat signin');
    await (await openWindow(chat, button)).close();
    await chat.message('The sign-in page was closed too early.');
    await chat.look('sign-in-closed');
    await signInBy(chat, button);
    await chat.message('You are signed in as ada@local.example');
    await untilStockTaken(chat, 1);
    await chat.look('signed-in');
  });

  story('sees who they are, and where they may have tokens', async () => {
    const chat = await ada();
    const who = await chat.say('/pat whoami');
    await who.sees('ada@local.example');
    await who.sees(/harbour.*lighthouse/);
    await who.sees(/vso\.pats_manage/);
    await chat.look('whoami');
  });

  story('creates a token in an Azure DevOps organization, and nothing keeps its secret', async () => {
    const chat = await ada();
    const form = await openCreateDialog(chat, 'harbour laptop');
    await form.fill('organization', 'harbour');
    await form.tick('Clone and push code');
    await form.press('Create');
    const secret = await readSecret(chat, AZURE_SECRET);
    assert.equal(azure().isUsable(secret), true);
    await chat.look('azure-secret');
    await confirmCopied(chat);
    await (await chat.message(/New token\s*harbour laptop/)).sees('harbour');
    assert.deepEqual(await findSecret(secret, chat, service()), []);
  });

  story('hears of a token that was created elsewhere, and says that it is theirs', async () => {
    const chat = await ada();
    azure().seed('ada', 'harbour', { displayName: 'git: https://dev.azure.com/harbour on DESK-7' });
    // The time of the next look.
    await chat.say('/pat clock +7h');
    const notice = await chat.message(
      /A token was created elsewhere\s*git: https:\/\/dev\.azure\.com\/harbour on DESK-7/,
    );
    await notice.sees(/Git on DESK-7 probably created it for you/);
    await chat.look('found');
    await notice.press('It’s mine');
    await notice.sees('Good, it’s yours. You get a reminder before it ends.');
    await chat.say('/pat clock -7h');
  });

  story('rotates a token of Azure DevOps', async () => {
    const chat = await ada();
    const card = await chat.say('/pat rotate harbour laptop');
    await card.press('Rotate');
    await (await chat.dialogTitled('New secret for a token')).press('Rotate');
    const secret = await readSecret(chat, AZURE_SECRET);
    assert.equal(azure().isUsable(secret), true);
    await confirmCopied(chat);
    const cutOver = await chat.message(/New secret\s*harbour laptop/);
    await cutOver.press('Replaced: revoke the old one');
    await cutOver.sees('Programs that still use it are refused from now on.');
    const names = azure()
      .tokens('ada', 'harbour')
      .filter(({ displayName, revokedAt }) => displayName === 'harbour laptop' && revokedAt === undefined);
    assert.equal(names.length, 1);
  });

  story('signs out, and is not known any more', async () => {
    const chat = await ada();
    await (await chat.say('/pat signout')).sees('You are signed out');
    await (await chat.say('/pat whoami')).sees('You aren’t signed in');
    await chat.look('signed-out-again');
  });

  story('signs in inside the create dialog with the code of the page, and goes on', async () => {
    const chat = await ada();
    const form = await openCreateDialog(chat, 'in between');
    await form.sees('Sign in to Azure DevOps to see its organizations.');
    await form.press('Sign in');
    const page = await chat.dialogTitled('Sign in');
    const code = await fetchCode(chat);
    await chat.look('dialog-sign-in');
    await page.fill('signInCode', 'BCDF-2345');
    await page.press('Continue');
    await page.sees('This isn’t the code that the page shows.');
    await chat.look('dialog-wrong-code');
    await page.fill('signInCode', code.toLowerCase());
    await page.press('Continue');
    await chat.dialogTitled(FORM_TITLE);
    assert.equal(await form.field('name').inputValue(), 'in between');
    await form.fill('organization', 'lighthouse');
    await form.press('Create');
    await readSecret(chat, AZURE_SECRET);
    await confirmCopied(chat);
    await (await chat.message(/New token\s*in between/)).sees('lighthouse');
    await untilStockTaken(chat, 2);
  });

  story('proves once more who they are in the middle of a create, which goes on to the secret', async () => {
    const chat = await ada();
    const form = await openCreateDialog(chat, 'challenged');
    await form.fill('organization', 'harbour');
    azure().set({ requiredContext: 'c1' });
    await form.press('Create');
    const page = await chat.dialogTitled('Sign in');
    await page.sees('Azure DevOps wants to make sure that it’s you.');
    await page.fill('signInCode', await fetchCode(chat));
    await page.press('Continue');
    await readSecret(chat, AZURE_SECRET);
    await confirmCopied(chat);
    azure().set({ requiredContext: null });
    await chat.message(/New token\s*challenged/);
  });

  story('is told by the page that it was another account, and by the bot when it is closed', async () => {
    const chat = await ada();
    await chat.say('/pat signout');
    const popup = await openWindow(chat, await askToSignIn(chat, '/pat signin'));
    await chooseAccount(popup, 'Ben Ito');
    await popup.getByText('You signed in with another account than the one you use in Teams.').waitFor();
    await popup.close();
    await chat.message('The sign-in page was closed too early.');
    await (await chat.say('/pat whoami')).sees('You aren’t signed in');
  });
}
