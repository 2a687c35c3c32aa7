import assert from 'node:assert/strict';
import { messageText, type RunningService, runService } from '../support/running-service.ts';

describe('one 404 to a reminder, and Teams is well again', function () {
  this.timeout(60_000);
  let service: RunningService;
  before(async () => {
    service = await runService();
  });
  after(() => service.close());

  it('is answered by asking for the chat again, and the reminder arrives there', async () => {
    const { connector, ada } = service;
    await service.create(ada, 'ci');
    await service.stop();
    connector.clear();
    connector.answerNext({
      status: 404,
      body: '{"error":{"code":"ConversationNotFound","message":"Conversation not found."}}',
    });
    await service.restart({ CLOCK_OFFSET_HOURS: '553' });
    const reminder = await service.untilSaid(ada, /ci expires in/);
    assert.match(messageText(reminder), /ci expires in 7 days/);
    const [first, ask, second, ...more] = connector.calls.map(({ path }) => path);
    assert.deepEqual([first === second, ask, more], [true, '/v3/conversations', []]);
  });
});
