import assert from 'node:assert/strict';
import { ADA } from '../core/samples.ts';
import { basic, closeListeners, setUpVerify } from '../http/verification/setup.ts';
import { DAY } from '../support/fixed-clock.ts';
import { createSilentLog } from '../support/silent-log.ts';
import { get, respelt, websocket } from './attempt.ts';
import { CGI_TOOLS, startCgiBackend } from './cgi-backend.ts';
import { exchange, talk } from './exchange.ts';
import { http2Request } from './http2-request.ts';
import { type Backend, startNodeBackend } from './node-backend.ts';
import type { PublishedProxy, RunningProxy } from './published-proxy.ts';
import { encoded, faultsOf, IDENTITY_NAMES } from './seen-request.ts';
import { smuggledMessages } from './smuggled-messages.ts';
import { smuggledNames } from './smuggled-names.ts';
import { needTools } from './tools.ts';

/** Frame and answer of RFC 6455 sections 1.3 and 5.7: "Hello", masked. */
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';
const HELLO = Buffer.from([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]);
const LOOPBACK = [{ address: '127.0.0.1', prefix: 32, family: 'ipv4' }] as const;
/** What proxies say of a request to Patkeeper, as a client would like to have it. */
const INNOCENT = [
  'X-Original-Method: HEAD',
  'X-Original-URI: /innocent',
  'X-Original-URL: http://127.0.0.1/innocent',
  'X-Forwarded-Method: HEAD',
  'X-Forwarded-Uri: /innocent',
  'X-Forwarded-For: 203.0.113.9',
];
const YEARS = 50 * 365 * DAY;
/** At least so many attempts get through, without what they tried to smuggle; Apache refuses every odd name. */
const LEAST_PASSED = 40;

/** Describes who a backend takes somebody for, whatever the client sends, behind a proxy that we publish. */
export function describeIdentity({ tools, start, introspects = false }: PublishedProxy): void {
  const told = introspects
    ? IDENTITY_NAMES.filter((name) => !name.startsWith('X-Auth-Expires'))
    : IDENTITY_NAMES;
  for (const kind of [
    { name: 'a Node server', startBackend: startNodeBackend, needs: [], webSocket: true },
    { name: 'a CGI program', startBackend: startCgiBackend, needs: CGI_TOOLS, webSocket: false },
  ])
    describe(`in front of ${kind.name}`, function () {
      this.timeout(120_000);
      let world: Awaited<ReturnType<typeof setUpVerify>>;
      let backend: Backend;
      let proxy: RunningProxy;
      let logged: string[];
      let secret: string;
      let authorization: string;
      let identity: ReadonlyMap<string, string>;

      before(async function () {
        await needTools(this, [...tools, ...kind.needs]);
        logged = [];
        // Lines know their request only as long as its connection is open.
        const info = (fields: object): void => void logged.push(JSON.stringify(fields));
        world = await setUpVerify({ trustedProxies: LOOPBACK, log: { ...createSilentLog(), info } });
        // Proxies that keep answers until a token expires compare that with the machine's clock.
        world.clock.advance(YEARS);
        backend = await kind.startBackend();
        proxy = await start({ verifyPort: world.port, backendPort: backend.port });
        ({ secret } = await world.create({ scopes: ['vso.work_write', 'vso.packaging_write'] }));
        authorization = `Basic ${encoded(secret)}`;
        identity = await identityOf(secret);
      });

      after(async () => {
        await proxy?.stop();
        await backend?.close();
        await closeListeners();
      });

      async function identityOf(of: string): Promise<ReadonlyMap<string, string>> {
        const { headers } = await world.ask('/verify?scope=vso.work&organization=internal', basic(of));
        return new Map(
          IDENTITY_NAMES.map((name) => [name, told.includes(name) ? (headers.get(name) ?? 'not sent') : '']),
        );
      }

      const host = (): string => `127.0.0.1:${proxy.port}`;
      const send = (headers: readonly string[], credential = authorization) =>
        exchange(proxy.port, get('', headers).bytes(host(), credential));
      const faults = async (): Promise<readonly string[]> =>
        (await backend.taken()).flatMap((seen) => faultsOf(seen, identity, secret));

      it('says who somebody is, and nothing of the token', async () => {
        assert.equal((await send([])).status, 200);
        const seen = await backend.taken();
        assert.equal(seen.length, 1);
        assert.deepEqual(
          seen.flatMap((request) => faultsOf(request, identity, secret)),
          [],
        );
      });

      it('says that a token expires soon', async () => {
        const soon = await world.create({
          scopes: ['vso.work_write', 'vso.packaging'],
          lifespan: { days: 5 },
        });
        assert.equal((await send([], `Basic ${encoded(soon.secret)}`)).status, 200);
        const [seen] = await backend.taken();
        assert.ok(seen !== undefined);
        assert.deepEqual(faultsOf(seen, await identityOf(soon.secret), soon.secret), []);
      });

      it('believes nothing that a client says of itself, however it is written', async () => {
        const found: string[] = [];
        let passed = 0;
        for (const { title, bytes } of [...smuggledNames(), ...smuggledMessages()]) {
          const { status } = await exchange(proxy.port, bytes(host(), authorization));
          if (status === 200) passed += 1;
          // What hides behind the request would be seen with the next one, at the latest.
          assert.equal((await send([])).status, 200, title);
          found.push(...(await faults()).map((fault) => `${title}: ${fault}`));
        }
        assert.equal(found.join('\n'), '');
        assert.ok(passed >= LEAST_PASSED, `${passed} requests got through`);
      });

      it('lets nobody pass without a valid token', async () => {
        for (const credential of ['', 'Basic', `Basic ${encoded('pat_x')}`, `Bearer ${secret}x`])
          assert.equal((await send([], credential)).status, 401, credential);
        assert.deepEqual(await backend.taken(), []);
      });

      it('refuses a revoked token at the very next request', async () => {
        const { token, secret: revoked } = await world.create({
          scopes: ['vso.work_write', 'vso.packaging'],
        });
        for (let i = 0; i < 2; i += 1)
          assert.equal((await send([], `Basic ${encoded(revoked)}`)).status, 200);
        await world.service.revoke(ADA, token.id);
        assert.equal((await send([], `Basic ${encoded(revoked)}`)).status, 401);
        await backend.taken();
      });

      it('believes no more over HTTP/2', async () => {
        const evil = (separator: string) =>
          Object.fromEntries(IDENTITY_NAMES.map((name) => [respelt(name.toLowerCase(), separator), 'evil']));
        for (const [headers, trailers] of [
          [{ ...evil('-'), ...evil('_'), ...evil('.') }, {}],
          [{}, { ...evil('-'), ...evil('_') }],
        ] as const)
          await http2Request(proxy.port, { authorization, ...headers }, trailers);
        assert.equal((await send([])).status, 200);
        assert.deepEqual(await faults(), []);
      });

      if (!introspects)
        it('has Patkeeper log the request that was made, whatever the client says of it', async () => {
          await send(INNOCENT, `Basic ${encoded('pat_x')}`);
          const line = logged.at(-1) ?? '';
          assert.match(line, /"client":"127\.0\.0\.1"/);
          assert.match(line, /"method":"GET"/);
          assert.match(line, /"path":"\/items"/);
          assert.doesNotMatch(line, /innocent/);
        });

      if (kind.webSocket)
        it('opens a WebSocket', async () => {
          const list = 'keep-alive, Upgrade, X-Auth-User';
          const { bytes } = get('', ['X-Auth-User: evil', ...websocket(list)]);
          const { head, answer } = await talk(proxy.port, bytes(host(), authorization), HELLO);
          assert.match(head, /^HTTP\/1\.1 101 /);
          assert.ok(head.includes(ACCEPT), head);
          assert.deepEqual(answer, HELLO);
          assert.deepEqual(await faults(), []);
          const refused = await exchange(proxy.port, bytes(host(), `Basic ${encoded('pat_x')}`));
          assert.equal(refused.status, 401);
        });
    });
}
