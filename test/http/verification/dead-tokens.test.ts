import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import sinon from 'sinon';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import type { Unproven } from '../../../src/core/tokens/verdict.ts';
import { createDeadUseNotes } from '../../../src/http/verification/note-dead-use.ts';
import { ADA } from '../../core/samples.ts';
import { DAY } from '../../support/fixed-clock.ts';
import { openRaw, readRaw } from '../../support/raw-request.ts';
import { ANY, basic, CLIENT_SECRET, closeListeners, LOOPBACK, setUpVerify } from './setup.ts';

const from = (address: string) => ({ 'X-Forwarded-For': address });

describe('a token that has ended', () => {
  afterEach(closeListeners);

  it('gets the same bytes as an unknown one, whatever ended it and whoever asks', async () => {
    const { create, service, clock, port } = await setUpVerify();
    const [revoked, expired] = [await create(), await create({ lifespan: { days: 7 } })];
    await service.revoke(ADA, revoked.token.id);
    clock.advance(8 * DAY);
    const unknown = generateSecret().secret.reveal();
    for (const path of [ANY, '/self']) {
      for (const scheme of ['Basic', 'Bearer']) {
        const answers = await Promise.all(
          [unknown, revoked.secret, expired.secret].map(async (secret) => {
            const given = scheme === 'Basic' ? basic(secret).Authorization : `Bearer ${secret}`;
            const head = `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${given}\r\n`;
            const { head: answered, body } = await readRaw(
              await openRaw(port, `${head}Connection: close\r\n\r\n`),
            );
            return `${answered}\r\n\r\n${body}`;
          }),
        );
        const [first = '', ...others] = answers.map((answer) => answer.replace(/^Date: .*\r\n/m, ''));
        assert.match(first, /^HTTP\/1\.1 401 /);
        for (const other of others) assert.equal(other, first);
      }
    }
  });

  it('counts among guesses as an unknown one does, so that no limit tells them apart', async () => {
    const { create, ask, service } = await setUpVerify();
    const dead = await create();
    await service.revoke(ADA, dead.token.id);
    for (let i = 0; i < 99; i += 1) await ask(ANY, basic(generateSecret().secret.reveal()));
    assert.equal((await ask(ANY, basic(dead.secret))).status, 401);
    assert.equal((await ask(ANY, basic(generateSecret().secret.reveal()))).status, 429);
    assert.equal((await ask(ANY, basic(dead.secret))).status, 401, 'the same again is no other guess');
  });

  it('is told with its service and its client, each time', async () => {
    const { create, ask, form, service, deadUses, uses } = await setUpVerify({ trustedProxies: LOOPBACK });
    const { token, secret } = await create();
    await service.revoke(ADA, token.id);
    for (let i = 0; i < 3; i += 1)
      await ask(`${ANY}&service=git`, { ...basic(secret), ...from(`203.0.113.${i}`) });
    await form('/introspect', { token: secret }, basic(CLIENT_SECRET, 'ci').Authorization);
    assert.deepEqual(
      deadUses.note.args.map(([used, use]) => [used.id, use]),
      [
        ...[0, 1, 2].map((i) => [token.id, { service: 'git', address: `203.0.113.${i}` }]),
        [token.id, { service: 'ci' }],
      ],
    );
    sinon.assert.notCalled(uses.note);
  });

  it('is told with both also where the connection ends with the answer, as that of nginx does', async () => {
    const { create, service, deadUses, port } = await setUpVerify({ trustedProxies: LOOPBACK });
    const { token, secret } = await create();
    await service.revoke(ADA, token.id);
    const lines = [
      `GET ${ANY} HTTP/1.0`,
      'X-Forwarded-Host: git.example',
      'X-Forwarded-For: 203.0.113.7',
      `Authorization: ${basic(secret).Authorization}`,
    ];
    await readRaw(await openRaw(port, `${lines.join('\r\n')}\r\n\r\n`));
    await setImmediate();
    assert.deepEqual(deadUses.note.firstCall.args[1], { service: 'git.example', address: '203.0.113.7' });
  });

  it('costs no more before the answer than a secret that no token has, and that only is not counted', async () => {
    const [addressOf, serviceOf, note] = [sinon.stub().returns('203.0.113.7'), sinon.stub(), sinon.spy()];
    const { create } = await setUpVerify();
    const { token } = await create();
    const request = {} as IncomingMessage;
    const noteDeadUse = createDeadUseNotes({ addressOf, deadUses: { note } });
    const use = async (unproven: Unproven) => {
      noteDeadUse(request, unproven, serviceOf);
      const read = [addressOf.callCount, serviceOf.callCount, note.callCount];
      await setImmediate();
      return [...read, note.callCount];
    };
    assert.deepEqual(await use({ why: 'unknown', digest: 'x' }), [1, 1, 0, 0]);
    assert.deepEqual(await use({ why: 'ended', digest: 'x', token }), [2, 2, 0, 1]);
    assert.deepEqual(await use({ why: 'malformed', digest: '' }), [2, 2, 1, 1]);
  });

  it('is counted together with all that is answered together, in their order, and each once', async () => {
    const note = sinon.spy();
    const { create } = await setUpVerify();
    const tokens = [(await create()).token, (await create()).token];
    const noteDeadUse = createDeadUseNotes({ addressOf: () => undefined, deadUses: { note } });
    for (const token of tokens) noteDeadUse(undefined, { why: 'ended', digest: 'x', token }, () => token.id);
    noteDeadUse(undefined, { why: 'unknown', digest: 'y' }, () => 'nobody’s');
    sinon.assert.notCalled(note);
    await setImmediate();
    const [first, second] = tokens;
    const both = [
      [first, { service: first?.id }],
      [second, { service: second?.id }],
    ];
    assert.deepEqual(note.args, both);
    noteDeadUse(undefined, { why: 'ended', digest: 'x', token: tokens[0] as Token }, () => 'later');
    await setImmediate();
    assert.deepEqual(note.args, [...both, [first, { service: 'later' }]]);
  });

  it('is not told by a secret that only has its selector, nor by one that was mistyped', async () => {
    const { create, ask, service, deadUses } = await setUpVerify();
    const { token, secret } = await create();
    await service.revoke(ADA, token.id);
    for (const text of [
      `${secret.slice(0, -1)}${secret.endsWith('a') ? 'b' : 'a'}`,
      generateSecret().secret.reveal(),
    ])
      assert.equal((await ask(ANY, basic(text))).status, 401);
    sinon.assert.notCalled(deadUses.note);
  });

  it('says nothing of an address where no trusted proxy tells it', async () => {
    const { create, ask, service, deadUses, uses } = await setUpVerify();
    const [alive, { token, secret }] = [await create(), await create()];
    await service.revoke(ADA, token.id);
    for (const text of [secret, alive.secret]) await ask(ANY, { ...basic(text), ...from('203.0.113.1') });
    assert.deepEqual(deadUses.note.firstCall.args[1], { service: 'unknown' });
    assert.equal(uses.note.firstCall.args[2], undefined);
  });
});

describe('a token that is alive', () => {
  afterEach(closeListeners);

  it('is noted with the network of its client, where a trusted proxy tells it', async () => {
    const { create, ask, uses } = await setUpVerify({ trustedProxies: LOOPBACK });
    const { secret } = await create();
    const networks = ['203.0.113.77', '2001:db8:1:2:3::4', '2001:db8::1', '::ffff:192.0.2.9'];
    for (const address of networks) await ask(ANY, { ...basic(secret), ...from(address) });
    await ask(ANY, basic(secret));
    assert.deepEqual(
      uses.note.args.map(([, , network]) => network),
      ['203.0.113.0/24', '2001:db8:1::/48', '2001:db8::/48', '192.0.2.0/24', undefined],
    );
  });
});
