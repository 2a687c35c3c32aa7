import assert from 'node:assert/strict';
import { generateSecret } from '../../src/core/secrets/secret.ts';
import { openRaw, readRaw } from '../support/raw-request.ts';
import {
  cardOf,
  messageText,
  type RunningService,
  runService,
  shownText,
} from '../support/running-service.ts';

const USES = 1_000;
const PLACES = ['203.0.113.7', '198.51.100.9'];

describe('a forgotten program that uses a token after its end', () => {
  let service: RunningService;
  before(async () => {
    service = await runService({ TRUSTED_PROXIES: '127.0.0.1' });
  });
  after(() => service.close());

  /** Everything that comes back, but the time of day. */
  async function asked(secret: string, address: string): Promise<string> {
    const { port } = new URL(service.verifyUrl);
    const request = [
      'GET /verify?scope=any&organization=any&service=git HTTP/1.1',
      'Host: 127.0.0.1',
      `Authorization: Bearer ${secret}`,
      `X-Forwarded-For: ${address}`,
      'Connection: close',
    ].join('\r\n');
    const { head, body } = await readRaw(await openRaw(Number(port), `${request}\r\n\r\n`));
    return `${head}\r\n\r\n${body}`.replace(/^Date: .*\r\n/m, '');
  }

  const writes = async (): Promise<string | undefined> =>
    /patkeeper_store_seconds_count\{kind="write",outcome="ok"\} (\d+)/.exec(
      (await service.get('/metrics')).body,
    )?.[1];

  it('gets the bytes of an unknown token a thousand times, writes nothing, and brings one card', async () => {
    const { ada, teams } = service;
    const { id, secret } = await service.create(ada, 'forgotten');
    await teams.execute(ada, 'revoke', { tokenId: id }, 'message-1');
    const unknown = await asked(generateSecret().secret.reveal(), PLACES[0] ?? '');
    assert.match(unknown, /^HTTP\/1\.1 401 /);
    const [before, stored] = [await writes(), await service.stored()];
    assert.ok(Number(before) > 0);
    const answers = new Set<string>();
    for (let use = 0; use < USES; use += 1) answers.add(await asked(secret, PLACES[use % 2] ?? ''));
    assert.deepEqual([...answers], [unknown]);
    assert.equal(await writes(), before);
    assert.equal(await service.stored(), stored);
    // What was counted is told at the end of the process at the latest.
    await service.restart();
    const card = shownText(cardOf(await service.untilSaid(ada, /Someone still uses forgotten/)));
    assert.match(card, /1,000 times since/);
    for (const place of PLACES) assert.ok(card.includes(place), place);
    const cards = service.saidTo(ada).filter((call) => /Someone still uses/.test(messageText(call)));
    assert.equal(cards.length, 1);
  });
});
