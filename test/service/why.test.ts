import assert from 'node:assert/strict';
import { driven } from '../support/azure-world.ts';
import { createEntraProvisioning } from '../support/entra-provisioning.ts';
import { LOCAL_TENANT_ID } from '../support/fake-entra/fake-people.ts';
import { createFakeLeakReporter, type FakeLeakReporter } from '../support/fake-leak-reporter.ts';
import {
  buttonData,
  dialogCard,
  messageText,
  type RunningService,
  runService,
} from '../support/running-service.ts';
import type { DrivenPerson } from '../support/teams-driver.ts';

const SCIM_TOKEN = 'provisioning-of-the-test-of-causes';
const CLIENT_SECRET = 'the-secret-of-ci-which-may-revoke';

/** What stands above each answer, in either language. */
const HEADING = /Why did it stop working|Warum geht es nicht mehr/;

/** Each cause: the name of the token, what Ada is told, and what Ben is told in German. */
const CAUSES = [
  ['short', 'short expired: ', 'short ist abgelaufen: '],
  ['unwanted', 'You revoked unwanted', 'Du hast unwanted widerrufen'],
  [
    'leaked',
    'The secret of leaked was found in the wrong place',
    'Das Geheimnis von leaked wurde an der falschen Stelle gefunden',
  ],
  [
    'presented',
    'Someone sent the secret of presented to ci to revoke it',
    'Jemand hat das Geheimnis von presented an ci gesendet, um es zu widerrufen',
  ],
  [
    'rotated',
    'rotated was rotated, and the time of the old token is over',
    'Das Geheimnis von rotated wurde erneuert, und die Zeit des alten Tokens ist um',
  ],
  [
    'reader',
    'git refused it, because it lacks the scope “Run builds”',
    'git hat es abgelehnt, denn ihm fehlt die Berechtigung „Builds ausführen“',
  ],
  [
    'moved',
    'Your administrator has removed the organization web',
    'Deine Administration hat die Organisation web entfernt',
  ],
  [
    'left',
    'Your account was not active, so left is refused',
    'Dein Konto war nicht aktiv, deshalb wird left abgelehnt',
  ],
] as const;

describe('/pat why, by what really ends or refuses tokens', function () {
  this.timeout(120_000);
  let service: RunningService;
  let reporter: FakeLeakReporter;
  const settings = () => ({
    BUILTIN_ORGANIZATIONS: 'internal,web',
    VERIFY_CLIENTS: `ci:${CLIENT_SECRET}`,
    LEAK_KEYS_URL: reporter.keysUrl,
    SCIM_TOKEN,
  });
  before(async () => {
    reporter = await createFakeLeakReporter();
    // Provisioning speaks of the people of this tenant.
    service = await runService(settings(), {
      tenantId: LOCAL_TENANT_ID,
      ada: driven('ada'),
      ben: driven('ben'),
    });
  });
  after(async () => {
    await service.close();
    await reporter.close();
  });

  /** Everything that ends one person's tokens, or has them refused, but what takes time. */
  async function endAll(person: DrivenPerson): Promise<void> {
    const { teams } = service;
    const organization = 'builtin:internal';
    const create = (name: string, fields = {}) =>
      service.create(person, name, { organization, lifespan: '30', ...fields });
    await create('short', { lifespan: '1' });
    const unwanted = await create('unwanted');
    await teams.execute(person, 'revoke', { tokenId: unwanted.id }, 'message');
    const leaked = await create('leaked');
    const found = [{ token: leaked.secret, url: 'https://example.org/app/.env' }];
    assert.equal((await reporter.report(service.botUrl, found)).status, 200);
    const presented = await create('presented');
    const revoked = await fetch(`${service.verifyUrl}/revoke`, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(`ci:${CLIENT_SECRET}`).toString('base64')}` },
      body: new URLSearchParams({ token: presented.secret }),
    });
    assert.equal(revoked.status, 200);
    const rotated = await create('rotated');
    const form = dialogCard(await teams.openDialog(person, { verb: 'rotate.open', tokenId: rotated.id }));
    const typed = { name: 'rotated anew', lifespan: '30', scopes: 'keep', overlap: '24', quiet: 'no' };
    await teams.submitDialog(person, { ...buttonData(form, 'rotate.submit'), ...typed });
    const reader = await create('reader', { preset: 'clone' });
    const refused = await fetch(
      `${service.verifyUrl}/verify?scope=vso.build_execute&organization=any&service=git`,
      {
        headers: { Authorization: `Bearer ${reader.secret}` },
      },
    );
    assert.equal(refused.status, 403);
    await create('moved', { organization: 'builtin:web' });
    await create('left');
  }

  /** The answer to the command, as it is written in the person's chat. A message that is due meanwhile isn't it. */
  async function why(person: DrivenPerson, name: string, words: string, locale: string): Promise<string> {
    const before = service.saidTo(person).length;
    await service.teams.say(person, `${words} ${name}`, { locale });
    for (;;) {
      const texts = service.saidTo(person).slice(before).map(messageText);
      const answer = texts.find((text) => HEADING.test(text));
      if (answer !== undefined) return answer;
      await service.connector.untilCalls(service.connector.calls.length + 1);
    }
  }

  it('names eight causes, in English and in German', async () => {
    const { ada, ben } = service;
    const people = [ada, ben];
    for (const person of people) await endAll(person);
    await service.restart({ ...settings(), BUILTIN_ORGANIZATIONS: 'internal', CLOCK_OFFSET_HOURS: '25' });
    const told: string[] = [];
    const wanted: string[] = [];
    const ask = async ([name, english, german]: (typeof CAUSES)[number]) => {
      for (const [person, words, locale, expected] of [
        [ada, '/pat why', 'en-US', english],
        [ben, '/pat warum', 'de-DE', german],
      ] as const) {
        const text = await why(person, name, words, locale);
        wanted.push(expected);
        told.push(text.includes(expected) ? expected : text);
      }
    };
    const job = createEntraProvisioning(service.botUrl, SCIM_TOKEN);
    for (const cause of CAUSES) {
      if (cause[0] === 'left') {
        for (const { aadObjectId } of people) {
          await job.create({ objectId: aadObjectId, email: `${aadObjectId}@example.org` });
          assert.equal((await job.setActive(aadObjectId, false)).status, 200);
        }
        // The next look at who has left.
        await service.teams.say(ada, '/pat clock +1h');
        while (!/people have left/.test(service.logged()))
          await new Promise((resolve) => setImmediate(resolve));
      }
      await ask(cause);
    }
    assert.deepEqual(told, wanted);
  });
});
