import assert from 'node:assert/strict';
import type { World } from '../world.ts';

/** Two people in one group chat. */
export function tellOfGroupChat({ story, ada, ben, seed }: World): void {
  story('asks in a group chat and is answered alone', async () => {
    await seed('ada', 'unseen by others');
    const [chat, other] = [await ada(), await ben()];
    await chat.goTo('Release crew');
    await other.goTo('Release crew');
    const answer = await chat.say('@Patkeeper list unseen');
    await answer.sees('I have written to you directly');
    await chat.look('group-asks');
    await (await other.message('I have written to you directly')).sees('for your eyes only');
    await other.look('group-other');
    const window = await other.page.content();
    assert.equal(window.includes('unseen by others'), false);
    await chat.goTo('Patkeeper');
    await (await chat.message('1 active token for “unseen”')).sees('unseen by others');
  });
}
