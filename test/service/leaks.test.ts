import assert from 'node:assert/strict';
import { createFakeLeakReporter, type FakeLeakReporter } from '../support/fake-leak-reporter.ts';
import { type RunningService, runService } from '../support/running-service.ts';

const PLACE = 'https://github.com/octocat/Hello-World/blob/main/.env';
const ANY = '/verify?scope=any&organization=any&service=git';

describe('secrets in wrong hands, in a running service', () => {
  let service: RunningService;
  let reporter: FakeLeakReporter;
  before(async () => {
    reporter = await createFakeLeakReporter();
    service = await runService({ LEAK_KEYS_URL: reporter.keysUrl, PAT_PREFIX: 'acme' });
  });
  after(async () => {
    await service.close();
    await reporter.close();
  });

  const statusOf = async (secret: string) => {
    const { status } = await fetch(service.verifyUrl + ANY, {
      headers: { Authorization: `Bearer ${secret}` },
    });
    return status;
  };

  it('end a leaked token at once, and its owner reads where it was found', async () => {
    const { ada } = service;
    const { secret } = await service.create(ada, 'Build');
    assert.match(secret, /^acme_/);
    assert.equal(await statusOf(secret), 200);
    const answer = await reporter.report(service.botUrl, [{ token: secret, url: `${PLACE}?a=${secret}` }]);
    assert.equal(answer.status, 200);
    assert.equal(await statusOf(secret), 401);
    const { body } = await service.untilSaid(ada, /was found where others can read it/);
    const card = JSON.stringify(body);
    assert.match(card, /Hello-World\/blob\/main\/\.env"/);
    assert.match(card, /"verb":"create\.like"/);
    assert.ok(!card.includes(secret));
    assert.ok(!service.logged().includes(secret) && !(await service.stored()).includes(secret));
    assert.match(service.logged(), /administrators should know/);
    assert.match((await service.get('/metrics')).body, /patkeeper_leak_reports_total\{outcome="revoked"\} 1/);
  });

  it('tell the owner who still uses a token that has ended, before the process ends', async () => {
    const { ada } = service;
    const { secret } = await service.create(ada, 'Nightly');
    await reporter.report(service.botUrl, [{ token: secret, url: PLACE }]);
    for (let i = 0; i < 20; i += 1) assert.equal(await statusOf(secret), 401);
    await service.restart({ LEAK_KEYS_URL: reporter.keysUrl, PAT_PREFIX: 'other' });
    const { body } = await service.untilSaid(ada, /Someone still uses Nightly/);
    assert.match(JSON.stringify(body), /20 times since/);
    assert.equal((await service.create(ada, 'New')).secret.startsWith('other_'), true);
  });
});
