import assert from 'node:assert/strict';
import { messageText, type RunningService, runService } from '../support/running-service.ts';

describe('a service that ends while Teams answers nothing', function () {
  this.timeout(60_000);
  let service: RunningService;
  before(async () => {
    service = await runService();
  });
  after(() => service.close());

  it('leaves no turn and no message behind, and the next one sends what is owed', async () => {
    const { connector, teams, ada, ben } = service;
    await service.create(ada, 'reader');
    connector.answerNext('hang', 'hang');
    const calls = connector.calls.length;
    // Its message comes to the next process only, so that nothing waits for it here.
    void service.create(ada, 'writer').catch(() => {});
    const typing = teams.say(ben, 'list').catch(() => undefined);
    await connector.untilCalls(calls + 2);
    await service.stop();
    assert.equal((await typing)?.status, 500);
    assert.doesNotMatch(service.logged(), /still under way|before its store is closed/);
    connector.clear();
    // What may have arrived is repeated a minute later.
    await service.restart({ CLOCK_OFFSET_HOURS: '1' });
    assert.match(messageText(await service.untilSaid(ada, /writer/)), /New token/);
  });
});
