import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { createHttpsCollector } from '../../src/collectors/https-collector.ts';
import { ocsfEvent } from '../../src/collectors/ocsf.ts';
import { createSyslogCollector, frameOf } from '../../src/collectors/syslog-collector.ts';
import type { AuditAction } from '../../src/core/audit/audit-event.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import { ada, ben, eventOf, START, tokenOf } from '../stores/fixtures.ts';
import { makeLoopbackCertificate } from '../support/loopback-certificate.ts';
import { bodyOf, startLoopbackServer } from '../support/loopback-server.ts';

const sealedOf = (action: AuditAction, number = 7) => ({
  number,
  event: eventOf(tokenOf(ada, { name: 'deploy' }), {
    action,
    reason: 'lost',
    actor: ben,
    correlationId: 'c',
  }),
});

describe('an audit event in OCSF', () => {
  it('is of the class and activity that say most about it', () => {
    const uids = (['create', 'rotate', 'revoke', 'renew', 'sign-in', 'sign-out', 'look'] as const).map(
      (action) => Reflect.get(ocsfEvent(sealedOf(action), '1'), 'type_uid'),
    );
    assert.deepEqual(uids, [300101, 300104, 300106, 300199, 300201, 300202, 300199]);
  });

  it('says who did what to whose token, when, why, and as the how manieth', () => {
    const { event } = sealedOf('revoke');
    const told = ocsfEvent({ number: 7, event }, '9.9.9');
    assert.deepEqual(Reflect.get(told, 'metadata'), {
      version: '1.3.0',
      product: { name: 'Patkeeper', vendor_name: 'Patkeeper', version: '9.9.9' },
      uid: event.id,
      sequence: 7,
      correlation_uid: 'c',
    });
    const fields = ['time', 'status_id', 'message', 'user'].map((name) => Reflect.get(told, name));
    assert.deepEqual(fields, [START, 1, 'lost', { uid: ada.objectId, org: { uid: ada.tenantId } }]);
    assert.equal(Reflect.get(ocsfEvent(sealedOf('refuse'), '1'), 'status_id'), 2);
  });
});

describe('a collector by HTTPS', () => {
  async function answering(status: number) {
    const bodies: string[] = [];
    const tokens: (string | undefined)[] = [];
    const server = await startLoopbackServer(async (request, response) => {
      tokens.push(request.headers.authorization);
      bodies.push(await bodyOf(request));
      response.writeHead(status, { Location: 'http://127.0.0.1:1/' });
      response.end('{}');
    });
    const url = new URL(server.url);
    const collector = createHttpsCollector({ url, token: new Secret('t-1'), version: '1', timeoutMs: 2_000 });
    return { server, bodies, tokens, collector };
  }

  it('gets all events of an attempt as one array, with its token', async () => {
    const { server, bodies, tokens, collector } = await answering(202);
    const events = [sealedOf('create', 1), sealedOf('revoke', 2)];
    assert.deepEqual(await collector.send(events), { kind: 'taken' });
    assert.deepEqual(
      JSON.parse(bodies[0] ?? ''),
      events.map((event) => ocsfEvent(event, '1')),
    );
    assert.deepEqual(tokens, ['Bearer t-1']);
    await server.close();
  });

  for (const [status, expected] of [
    [500, { kind: 'not-taken', reason: 'it answered 500' }],
    [302, { kind: 'not-taken', reason: 'it answered 302' }],
    [413, { kind: 'too-large' }],
  ] as const) {
    it(`has not taken them when it answers ${status}`, async () => {
      const { server, collector } = await answering(status);
      assert.deepEqual(await collector.send([sealedOf('create')]), expected);
      await server.close();
      const gone = await collector.send([sealedOf('create')]);
      assert.deepEqual(gone, { kind: 'not-taken', reason: 'ECONNREFUSED' });
    });
  }

  it('has not taken them when it stalls', async () => {
    const server = await startLoopbackServer(() => {});
    const collector = createHttpsCollector({ url: new URL(server.url), version: '1', timeoutMs: 50 });
    const outcome = await collector.send([sealedOf('create')]);
    assert.deepEqual(outcome, { kind: 'not-taken', reason: 'it did not answer in time' });
    await server.close();
  });
});

describe('a syslog frame', () => {
  it('has its length in bytes before it, whatever the event says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (tokenName, hostName) => {
        const event = eventOf(tokenOf(ada), { tokenName });
        const frame = frameOf({ number: 1, event }, { hostName, version: '1' });
        const space = frame.indexOf(' ');
        assert.equal(Number(frame.subarray(0, space)), frame.length - space - 1);
        assert.match(
          frame.subarray(space + 1).toString(),
          /^<110>1 2026-03-01T09:00:00\.000Z [!-~]+ patkeeper - create \[meta sequenceId="1"\] \uFEFF\{/,
        );
      }),
    );
  });
});

describe('a collector by syslog over TLS', () => {
  let ca: string;
  let key: string;
  let server: Server;
  let received: Buffer[];
  let onSocket: (socket: TLSSocket) => void;

  before(async () => {
    const made = await makeLoopbackCertificate();
    [ca, key] = [made.cert, made.key];
  });

  beforeEach(async () => {
    received = [];
    onSocket = (socket) => socket.on('data', (bytes) => received.push(bytes));
    server = createServer({ key, cert: ca }, (socket) => {
      socket.on('error', () => {});
      onSocket(socket);
    }).listen(0, '127.0.0.1');
    server.on('tlsClientError', () => {});
    await once(server, 'listening');
  });
  afterEach(() => server.close());

  const collectorOf = (more: { ca?: string; timeoutMs?: number } = {}) => {
    const { port } = server.address() as AddressInfo;
    return createSyslogCollector({
      host: '127.0.0.1',
      port,
      version: '1',
      hostName: 'h',
      timeoutMs: 2_000,
      ...more,
    });
  };

  it('has taken them when it has read to their end and closed the connection', async () => {
    const events = Array.from({ length: 100 }, (_, index) => sealedOf('create', index + 1));
    assert.deepEqual(await collectorOf({ ca }).send(events), { kind: 'taken' });
    const frames = events.map((event) => frameOf(event, { hostName: 'h', version: '1' }));
    assert.deepEqual(Buffer.concat(received), Buffer.concat(frames));
  });

  it('has not taken them when it closes the connection by itself, however it does', async () => {
    const ways: ((socket: TLSSocket) => void)[] = [
      (socket) => socket.destroy(),
      (socket) => socket.end(),
      (socket) => void socket.once('data', () => socket.end()),
    ];
    for (const way of ways) {
      onSocket = way;
      const outcome = await collectorOf({ ca }).send([sealedOf('create')]);
      assert.equal(outcome.kind, 'not-taken', String(way));
    }
  });

  it('gets nothing when its certificate is not one to trust', async () => {
    const outcome = await collectorOf().send([sealedOf('create')]);
    assert.deepEqual(outcome, { kind: 'not-taken', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    assert.deepEqual(received, []);
  });

  it('has not taken them when it stalls, or breaks the connection', async () => {
    const held: TLSSocket[] = [];
    onSocket = (socket) => held.push(socket.pause());
    const stalled = await collectorOf({ ca, timeoutMs: 300 }).send(
      Array.from({ length: 100 }, () => sealedOf('create')),
    );
    assert.deepEqual(stalled, { kind: 'not-taken', reason: 'it did not take them in time' });
    for (const socket of held) socket.destroy();
    onSocket = (socket) => void socket.once('data', () => socket.destroy());
    const many = Array.from({ length: 2_000 }, () => sealedOf('create'));
    assert.equal((await collectorOf({ ca }).send(many)).kind, 'not-taken');
  });
});
