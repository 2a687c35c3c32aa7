import assert from 'node:assert/strict';
import type { World } from '../world.ts';

/** Two people in one group chat. */
export function tellOfGroupChat({ way, story, ada, ben, seed }: World): void {
  story('asks in a group chat and is answered alone', async () => {
    await seed('ada', 'unseen by others');
    const [chat, other] = [await ada(), await ben()];
    await chat.goTo('Release crew');
    await other.goTo('Release crew');
    const answer = await chat.say('@Patkeeper list unseen');
    await answer.sees('I have written to you directly');
    await chat.look('group-asks');
    await (await other.message('I have written to you directly')).sees('Only you should see your tokens');
    await other.look('group-other');
    const window = await other.page.content();
    assert.equal(window.includes('unseen by others'), false);
    await chat.goTo('Patkeeper');
    assert.equal(await chat.page.locator('.toast').count(), 0, 'a notice of a chat that is open');
    await (await chat.message('1 active token for “unseen”')).sees('unseen by others');
  });

  story('picks a slash command in a group chat, and nobody else sees anything of it', async () => {
    await seed('ada', 'picked alone');
    const [chat, other] = [await ada(), await ben()];
    await chat.goTo('Release crew');
    await other.goTo('Release crew');
    const answer = await chat.say('/list picked');
    await answer.sees('picked alone');
    const own = chat.page.locator('.message', { hasText: 'picked alone' });
    await own.getByText('Only you can see this').waitFor();
    await chat.look('group-slash');
    assert.equal((await other.page.content()).includes('picked'), false);
    await other.look('group-slash-other');
  });

  story('is told of a message elsewhere below the head of the open chat', async () => {
    const chat = await ada();
    await chat.goTo('Release crew');
    const tools = chat.page.getByRole('button', { name: 'Tools', exact: true });
    if (way.phone) await tools.click();
    await chat.say('@Patkeeper list unseen');
    const toast = await chat.page.locator('.toast', { hasText: 'Patkeeper' }).first().boundingBox();
    const head = await chat.page.locator('.chat-head').boundingBox();
    await chat.look('toast');
    assert.ok(toast !== null && head !== null && toast.y >= head.y + head.height);
    if (way.phone) await tools.click();
    await chat.goTo('Patkeeper');
    assert.equal(await chat.page.locator('.toast').count(), 0);
  });
}
