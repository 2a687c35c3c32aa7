import assert from 'node:assert/strict';
import type { CardView } from '../view-card.ts';
import type { Way } from '../ways.ts';
import type { World } from '../world.ts';

const STACK = Array.from({ length: 12 }, (_, index) => `stack ${String(index + 1).padStart(2, '0')}`);

/** Lists, names and words that are typed. */
export function tellOfListing({ story, ada, seed, way }: World): void {
  story('pages through the tokens and searches them, all on one card', async () => {
    await seed('ada', ...STACK);
    const chat = await ada();
    const list = await chat.say('/pat list stack');
    const before = await chat.cards().count();
    await list.sees('You have 12 active tokens for “stack”, page 1 of 2');
    assert.deepEqual(await namesOn(list), STACK.slice(0, 10));
    await chat.look('list');
    await sayHeight(list, way);
    await list.press('Next');
    await list.sees(/page 2 of 2/);
    assert.deepEqual(await namesOn(list), STACK.slice(10));
    await chat.look('list-end');
    await list.press('Previous');
    await list.sees(/page 1 of 2/);
    await list.fill('words', 'stack 07');
    await list.press('Search');
    await list.sees('You have 1 active token for “stack 07”');
    assert.deepEqual(await namesOn(list), ['stack 07']);
    await list.fill('state', 'Revoked');
    await list.press('Search');
    await list.sees('You have no revoked tokens for “stack 07”');
    await chat.look('list-nothing');
    assert.equal(await chat.cards().count(), before);
  });

  story('reads the details of a token and goes back to the list', async () => {
    await seed('ada', 'detailed');
    const chat = await ada();
    const list = await chat.say('list detailed');
    await list.openRow('detailed');
    await list.press('Scope ids');
    await list.sees('vso.code');
    const folded = ['Scope ids', 'How to use it', 'Second reader'];
    const own = ['Renew', 'Rotate', 'Revoke', 'My tokens', 'Messages'];
    assert.deepEqual(await list.buttons(), [...folded, ...own]);
    await list.press('How to use it');
    await list.sees(/^git clone https:/);
    await chat.look('details');
    await list.press('My tokens');
    await list.sees('You have 1 active token for “detailed”');
  });

  story('sees the candidates when a name could mean several tokens', async () => {
    await seed('ada', 'twin east', 'twin west');
    const chat = await ada();
    const card = await chat.say('/pat revoke TWIN');
    await card.sees('2 tokens begin with “TWIN”. Which one do you want to revoke?');
    await chat.look('candidates');
    await card.card.getByText('Revoke', { exact: true }).last().click();
    await card.sees('Revoke twin west?');
    await card.press('Keep it');
    await card.sees(/expires in 90 days/);
  });

  story('is asked what a misspelt command means, and finds help', async () => {
    const chat = await ada();
    const help = await chat.say('/pat lst');
    await help.sees('Did you mean /pat list?');
    await chat.look('did-you-mean');
    await help.press('My active tokens');
    await help.sees(/^You have \d+ active tokens/);
    await (await chat.say('hello')).sees('What can I do for you?');
    await (await chat.say('/pat show nothing like it')).sees('No such token');
  });

  story('sees names as they were typed, whatever they look like', async () => {
    const name = "Ada's <b>**odd**</b> {{DATE(1)}} [x](y)";
    await seed('ada', name);
    const chat = await ada();
    const list = await chat.say('/pat list odd');
    // A joiner that nobody sees keeps card expressions in names from being worked out.
    assert.deepEqual(
      (await namesOn(list)).map((shown) => shown.replaceAll('\u2060', '')),
      [name],
    );
    await chat.look('odd-name');
  });
}

const MOST_PIXELS = 700;

/** Says how high a list of ten tokens is; on a desktop it fits one screen. */
async function sayHeight({ card }: CardView, { name, phone, oldClient }: Way): Promise<void> {
  const { height = 0 } = (await card.boundingBox()) ?? {};
  process.stdout.write(`      a list of ten tokens is ${Math.ceil(height)} px high (${name})\n`);
  if (!phone && !oldClient) assert.ok(height <= MOST_PIXELS, `${height} px are too high`);
}

async function namesOn({ card }: CardView): Promise<string[]> {
  const lines = card.locator('.ac-richTextBlock', { hasText: / · (?:Active|Expires soon|Revoked|Expired)$/ });
  return lines.locator('.ac-textRun:first-child').allTextContents();
}
