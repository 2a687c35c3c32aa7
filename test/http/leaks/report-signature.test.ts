import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { createReportKeys, fingerprintOf } from '../../../src/http/leaks/report-keys.ts';
import { createFindSender } from '../../../src/http/leaks/report-signature.ts';
import { scannerHeaders } from '../../support/fake-leak-reporter.ts';
import { createFixedClock, DAY, START } from '../../support/fixed-clock.ts';
import { GITHUB_KEYS, GITHUB_SAMPLE } from '../../support/leak-facts.ts';
import { startLoopbackServer } from '../../support/loopback-server.ts';

const KEY = 'k'.repeat(40);
const MINUTE = 60_000;
const sampleHeaders = {
  'github-public-key-identifier': GITHUB_SAMPLE.keyId,
  'github-public-key-signature': GITHUB_SAMPLE.signature,
};
const lower = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

describe('the signature of a report in GitHub’s form', () => {
  let list: unknown = GITHUB_KEYS;
  let fetches = 0;
  let status = 200;
  let server: Awaited<ReturnType<typeof startLoopbackServer>>;
  const clock = createFixedClock();

  before(async () => {
    server = await startLoopbackServer((_request, response) => {
      fetches += 1;
      response.statusCode = status;
      response.end(JSON.stringify(list));
    });
  });
  after(() => server.close());
  beforeEach(() => {
    [list, fetches, status] = [GITHUB_KEYS, 0, 200];
  });

  const keys = (pins?: readonly string[]) =>
    createReportKeys({ url: server.url, clock, ...(pins === undefined ? {} : { pins }) });
  const finder = (pins?: readonly string[]) => createFindSender({ findKey: keys(pins), scanners: [], clock });
  const isGood = async (find: ReturnType<typeof finder>, headers: object, body = GITHUB_SAMPLE.body) =>
    (await find({ ...headers }))?.hasSigned(Buffer.from(body)) ?? false;

  it('is that of GitHub’s own sample', async () => {
    const find = finder();
    assert.equal(await isGood(find, sampleHeaders), true);
    assert.equal(await isGood(find, sampleHeaders, `${GITHUB_SAMPLE.body} `), false);
    assert.equal(fetches, 1);
  });

  it('is by a current key of the list, on P-256, and by a pinned one where keys are pinned', async () => {
    const old = GITHUB_KEYS.public_keys[0]?.key_identifier ?? '';
    const current = createPublicKey(GITHUB_KEYS.public_keys[1]?.key ?? '');
    assert.equal(await isGood(finder(), { ...sampleHeaders, 'github-public-key-identifier': old }), false);
    assert.equal(await isGood(finder([fingerprintOf(current)]), sampleHeaders), true);
    assert.equal(await isGood(finder(['0'.repeat(64)]), sampleHeaders), false);
    const known = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
    const pem = String(known.export({ type: 'pkcs8', format: 'pem' }));
    list = { public_keys: [{ key_identifier: 'private', key: pem, is_current: true }] };
    assert.equal(
      await keys()('private'),
      undefined,
      'the public part of a private key that everybody can read',
    );
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = publicKey.export({ type: 'spki', format: 'pem' });
    list = { public_keys: [{ key_identifier: 'rsa', key, is_current: true }] };
    const signature = sign('sha256', Buffer.from('[]'), privateKey).toString('base64');
    const headers = { 'github-public-key-identifier': 'rsa', 'github-public-key-signature': signature };
    assert.equal(await isGood(finder(), headers, '[]'), false);
  });

  it('is of nobody with a header missing, twice, or of another form', async () => {
    const find = finder();
    const id = GITHUB_SAMPLE.keyId;
    for (const headers of [
      {},
      { 'github-public-key-identifier': id },
      { 'github-public-key-signature': GITHUB_SAMPLE.signature },
      { ...sampleHeaders, 'github-public-key-signature': 'not base64!' },
      { ...sampleHeaders, 'github-public-key-signature': '' },
      { ...sampleHeaders, 'github-public-key-signature': `${GITHUB_SAMPLE.signature}, x` },
      { ...sampleHeaders, 'github-public-key-identifier': 'x'.repeat(300) },
      { ...sampleHeaders, ...lower(scannerHeaders('ci', KEY, START, '')) },
    ])
      assert.equal(await find(headers), undefined, JSON.stringify(headers));
    assert.equal(await isGood(find, { ...sampleHeaders, 'github-public-key-signature': 'AAAAAAAA' }), false);
  });

  it('costs one look at the list a day, and one in five minutes for keys that nobody has', async () => {
    const find = keys();
    for (let i = 0; i < 50; i += 1) assert.equal(await find(`invented ${i}`), undefined);
    assert.equal(fetches, 1);
    clock.advance(5 * MINUTE);
    for (let i = 0; i < 50; i += 1) await find(`invented ${i}`);
    assert.equal(fetches, 2);
    clock.advance(DAY - MINUTE);
    assert.ok(await find(GITHUB_SAMPLE.keyId));
    assert.equal(fetches, 2);
  });

  it('can’t be told when the list is out of reach, or is none', async () => {
    status = 500;
    await assert.rejects(keys()(GITHUB_SAMPLE.keyId), /answered 500/);
    status = 200;
    for (const broken of [{}, { public_keys: 'x' }, []]) {
      list = broken;
      await assert.rejects(keys()(GITHUB_SAMPLE.keyId));
    }
  });

  it('costs one look in ten seconds while the list is out of reach, whoever asks', async () => {
    const find = keys();
    status = 500;
    for (let i = 0; i < 20; i += 1) await assert.rejects(find(`invented ${i}`), /answered 500/);
    assert.equal(fetches, 1);
    status = 200;
    clock.advance(10_000);
    assert.ok(await find(GITHUB_SAMPLE.keyId));
    assert.equal(fetches, 2);
  });
});

describe('the signature of an own scanner', () => {
  const clock = createFixedClock();
  const find = createFindSender({ scanners: [{ name: 'ci', secret: new Secret(KEY) }], clock });
  const given = (name: string, secret: string, at: number, body: string) =>
    find(lower(scannerHeaders(name, secret, at, body)));

  it('is an HMAC of time and body, and names the scanner', async () => {
    const sender = await given('ci', KEY, START, '[]');
    assert.equal(sender?.reporter, 'ci');
    assert.equal(sender?.hasSigned(Buffer.from('[]')), true);
    assert.equal(sender?.hasSigned(Buffer.from('[ ]')), false);
    assert.equal((await given('ci', `${KEY}x`, START, '[]'))?.hasSigned(Buffer.from('[]')), false);
  });

  it('is of nobody when it is older or newer than five minutes, or names nobody', async () => {
    for (const at of [START - 6 * MINUTE, START + 6 * MINUTE])
      assert.equal(await given('ci', KEY, at, ''), undefined);
    for (const at of [START - 4 * MINUTE, START + 4 * MINUTE]) assert.ok(await given('ci', KEY, at, ''));
    for (const name of ['nightly', '', 'CI']) assert.equal(await given(name, KEY, START, ''), undefined);
  });

  it('is bound to its time', async () => {
    const headers = {
      ...lower(scannerHeaders('ci', KEY, START, '[]')),
      'x-leak-time': String(START / 1000 + 1),
    };
    assert.equal((await find(headers))?.hasSigned(Buffer.from('[]')), false);
  });

  it('lets nobody report in GitHub’s form where no keys are named', async () => {
    assert.equal(await find({ ...sampleHeaders }), undefined);
  });
});
