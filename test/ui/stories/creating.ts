import assert from 'node:assert/strict';
import {
  confirmCopied,
  copySecret,
  createToken,
  FORM_TITLE,
  openCreateDialog,
  readSecret,
} from '../create-dialog.ts';
import { findCarriers, findSecret } from '../find-secret.ts';
import type { World } from '../world.ts';

/** How much of the secret is beyond the right edge of its field. */
const HIDDEN_PIXELS = `[...document.querySelectorAll('#dialog [id="secret"] :is(input, textarea)')].map(
  ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
)[0]`;

/** The create dialog: by purpose, by scopes, with mistakes, with full access. */
export function tellOfCreating({ way, story, service, ada, seed }: World): void {
  story('creates a token for a job, sees its secret once, and is told of it', async () => {
    const chat = await ada();
    await chat.look('welcome');
    const form = await openCreateDialog(chat, 'laptop');
    assert.equal(await form.field('name').inputValue(), 'laptop');
    await form.fill('lifespan', '30 days');
    await form.tick('Clone and push code');
    await chat.look('create-form');
    await form.press('Create');
    const secret = await readSecret(chat);
    await chat.look('secret');
    assert.equal(await chat.page.evaluate(HIDDEN_PIXELS), 0, 'a part of the secret is out of sight');
    assert.equal(await copySecret(chat), secret);
    await confirmCopied(chat);
    const notice = await chat.message(/New token\s*laptop/);
    await notice.sees('Read and write code');
    await notice.sees(/expires in 30 days/);
    await notice.sees('by Ada Park');
    await chat.look('created-notice');
    await chat.tool('Inspector');
    await chat.page.getByText('task/submit').first().waitFor();
    await chat.look('inspector');
    assert.deepEqual(await findSecret(secret, chat, service()), []);
    await chat.page.getByRole('button', { name: 'Close the inspector' }).click();
  });

  // An old client sends all fields of a dialog with every button, and knows no way to leave one out.
  const closing = way.oldClient ? ['invoke task/submit'] : [];
  story('closes the secret page without sending the secret to anybody', async () => {
    await createToken(await ada(), 'quiet close');
    const carriers = await findCarriers(service());
    assert.deepEqual([...new Set(carriers)], closing);
  });

  story('chooses the scopes one by one on a second page', async () => {
    const chat = await ada();
    const form = await openCreateDialog(chat, 'hand picked');
    await form.tick('Let me choose the scopes');
    await form.press('Create');
    const scopes = await chat.dialogTitled('Choose the scopes');
    await chat.look('scopes');
    // One above what there is to choose, for whoever has chosen already, and one below it.
    const creates = scopes.card.getByRole('button', { name: 'Create', exact: true });
    assert.equal(await creates.count(), 2);
    await creates.last().click();
    await scopes.sees('Choose at least one scope.');
    await chat.look('scopes-none');
    await scopes.tick(/Read work items:/);
    await scopes.fill('filter', 'wiki');
    await scopes.press('Show');
    await scopes.sees('1 scope is chosen: Read work items.');
    await scopes.tick(/Read wikis:/);
    await scopes.fill('group', 'Build (2)');
    await scopes.press('Show');
    await scopes.sees('2 scopes are chosen: Read work items, Read wikis.');
    await chat.look('scopes-of-a-group');
    await scopes.press('Back');
    await (await chat.dialogTitled(FORM_TITLE)).press('Create');
    await chat.dialogTitled('Choose the scopes');
    await scopes.sees('2 scopes are chosen: Read work items, Read wikis.');
    await creates.first().click();
    await readSecret(chat);
    await confirmCopied(chat);
    const notice = await chat.message(/New token\s*hand picked/);
    await notice.sees(/Read wikis/);
    await notice.sees(/Read work items/);
  });

  story('keeps what was typed when something in the form is wrong', async () => {
    await seed('ada', 'taken');
    const chat = await ada();
    const form = await openCreateDialog(chat, 'Taken');
    await form.fill('lifespan', '60 days');
    await form.tick('Publish packages');
    if (way.organization !== undefined) await form.fill('organization', way.organization);
    await form.press('Create');
    await form.sees('You have an active token with this name. Choose another name.');
    await chat.look('name-taken');
    assert.equal(await form.field('name').inputValue(), 'Taken');
    assert.equal(await form.field('lifespan').inputValue(), '60');
    assert.equal(await form.choice('Publish packages').isChecked(), true);
    await form.fill('name', 'not taken');
    await form.press('Create');
    await readSecret(chat);
    await confirmCopied(chat);
    const notice = await chat.message(/New token\s*not taken/);
    await notice.sees('Read and write packages');
    await notice.sees(way.organization === undefined ? 'internal' : 'lab');
  });

  story('is asked once more before a token gets full access', async () => {
    const chat = await ada();
    const form = await openCreateDialog(chat, 'mighty');
    await form.tick('Full access');
    await form.press('Create');
    const question = await chat.dialogTitled('Full access');
    await question.sees('Give full access?');
    await chat.look('full-access');
    await question.press('Back');
    await chat.dialogTitled(FORM_TITLE);
    assert.equal(await form.field('name').inputValue(), 'mighty');
    assert.equal(await form.choice('Full access').isChecked(), true);
    await form.press('Create');
    await chat.dialogTitled('Full access');
    await question.press('Create with full access');
    await readSecret(chat);
    await confirmCopied(chat);
    const notice = await chat.message(/New token\s*mighty/);
    await notice.sees('Full access');
  });
}
