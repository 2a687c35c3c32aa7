import assert from 'node:assert/strict';
import type { AzureFakes } from '../azure-fakes.ts';
import { confirmCopied, FORM_TITLE, readSecret } from '../create-dialog.ts';
import { signInButton, signInBy, untilStockTaken } from '../sign-in-steps.ts';
import type { World } from '../world.ts';

const AZURE_SECRET = /^[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}$/;

/** The messaging extension where there is nothing to have before a sign-in: Azure DevOps alone. */
export function tellOfSigningInFirst({ story, ada }: World, { azure }: AzureFakes): void {
  story('signs in behind the +, and the search goes on', async () => {
    azure().seed('ada', 'harbour', { displayName: 'build agent' });
    const chat = await ada();
    await chat.plus('My tokens');
    const search = chat.page.locator('#search');
    await search.getByText('Sign in first.').waitFor();
    await chat.look('extension-sign-in');
    await signInBy(chat, signInButton(search));
    await search.locator('#search-results').getByRole('button', { name: 'build agent' }).waitFor();
    await chat.look('extension-signed-in');
    await search.getByRole('button', { name: 'Close' }).click();
    await untilStockTaken(chat, 1);
    await (await chat.say('/pat signout')).sees('You are signed out');
  });

  story('signs in behind the + before the form opens, and creates a token', async () => {
    const chat = await ada();
    await chat.plus('New token');
    const dialog = chat.page.locator('#dialog');
    await dialog.getByText('Sign in first.').waitFor();
    await chat.look('extension-dialog-sign-in');
    await signInBy(chat, signInButton(dialog));
    const form = await chat.dialogTitled(FORM_TITLE);
    await form.fill('name', 'from the box');
    await form.fill('organization', 'harbour');
    await form.press('Create');
    await readSecret(chat, AZURE_SECRET);
    await confirmCopied(chat);
    await (await chat.message(/New token\s*from the box/)).sees('harbour');
    await untilStockTaken(chat, 2);
  });

  story('presses a button that needs a sign-in, and what it does goes on after it', async () => {
    const chat = await ada();
    await (await chat.say('/pat signout')).sees('You are signed out');
    await (await chat.say('/pat revoke build agent')).press('Revoke it');
    const ask = await chat.message('Sign in first. I’ll then continue with your request.');
    await signInBy(chat, signInButton(ask.card));
    await chat.message(/Revoked\s*build agent/);
    const [token] = azure().tokens('ada', 'harbour');
    assert.notEqual(token?.revokedAt, undefined);
  });
}
