import assert from 'node:assert/strict';
import { CHATS, findConversation, findMember, PEOPLE, personalChatOf } from '../../src/local/directory.ts';

describe('the directory', () => {
  // Written down, because a service that was restarted after an upgrade still writes to the old ones.
  it('has the same ids at every start', () => {
    assert.deepEqual(
      CHATS.map(({ conversationId }) => conversationId),
      [
        'a:1ZlFzvm02s8NkXlQu7XUi5kEM03DkCS1R4faHuepj',
        'a:1KCzZO6jx_p5pJtVrC-DlMw4Jw3ywjxC1Y_JgwolG',
        '19:pwwho7hjfky4iy018yyjn-zpk9zq8qllqzdkwr5j@thread.v2',
      ],
    );
    assert.deepEqual(
      PEOPLE.map(({ userId, objectId }) => [userId, objectId]),
      [
        ['29:1Q9Nbvl8rl8r0IYeeC0dF6ZuNI_TtTZ-KumhxdFT_', '8d1c6f0a-41f3-4be0-a2a7-0d5b7f3e6c21'],
        ['29:1FWbFAdotHV1I72XyEEUSfqQVEaTeLuU4QOEoc2WT', 'c37e92b4-5d08-4c6f-8b19-e4f2a6d07b58'],
      ],
    );
  });

  it('finds people by either id, and their chats', () => {
    for (const person of PEOPLE) {
      assert.equal(findMember(person.userId), person);
      assert.equal(findMember(person.objectId.toUpperCase()), person);
      assert.deepEqual(personalChatOf(person)?.members, [person]);
    }
    assert.equal(findMember('nobody'), undefined);
    for (const chat of CHATS) assert.equal(findConversation(chat.conversationId), chat);
  });
});
