import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { examinePublicAddress } from '../../src/doctor/public-address.ts';
import { failurePage } from '../../src/http/sign-in-pages/text.ts';
import { sentencesOf } from '../../src/sentences/sentences.ts';
import { type LoopbackServer, startLoopbackServer } from '../support/loopback-server.ts';
import { deadUrl, printed } from './world.ts';

type Paths = Readonly<Record<string, { readonly status: number; readonly text: string }>>;

const PATKEEPER: Paths = {
  'GET /healthz': { status: 200, text: '{"status":"ok"}' },
  'GET /auth/start': { status: 400, text: failurePage('This sign-in is out of date.', sentencesOf('en')) },
  'POST /api/messages': { status: 401, text: '{"error":"unauthorized"}' },
};
const BAD_GATEWAY = { status: 502, text: '<h1>Bad Gateway</h1>' };

describe('the doctor, on the public address', () => {
  const servers: LoopbackServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  async function serve(paths: Paths): Promise<string> {
    const answer: RequestListener = (request, response) => {
      const { status, text } = paths[`${request.method} ${request.url}`] ?? {
        status: 404,
        text: 'not found',
      };
      response.statusCode = status;
      response.end(text);
    };
    const server = await startLoopbackServer(answer);
    servers.push(server);
    return server.url;
  }

  const look = (publicUrl: string, ownUrl: string) =>
    examinePublicAddress({ publicUrl, ownUrl, pages: true, teams: true });

  it('is content when Patkeeper answers there, for its pages and its endpoint', async () => {
    const url = await serve(PATKEEPER);
    const findings = await look(url, url);
    assert.match(printed(findings, 'Sign-in pages'), /^ok .*\/auth\/start/);
    assert.match(printed(findings, 'Messaging endpoint'), /^ok .*\/api\/messages/);
  });

  it('asks for what is used only', async () => {
    const url = await serve(PATKEEPER);
    const asked = await examinePublicAddress({ publicUrl: url, ownUrl: url, pages: false, teams: false });
    assert.deepEqual(asked, []);
  });

  it('finds the path that the reverse proxy does not pass on', async () => {
    const own = await serve(PATKEEPER);
    const { 'POST /api/messages': endpoint, 'GET /auth/start': page } = PATKEEPER;
    assert.ok(endpoint !== undefined && page !== undefined);
    const withoutPages = await look(await serve({ 'POST /api/messages': endpoint }), own);
    assert.match(
      printed(withoutPages, 'Sign-in pages'),
      /^PROBLEM .*status 404, but Patkeeper answers in another way\. .*pass on \/auth\/start to http.*step 8/,
    );
    assert.match(printed(withoutPages, 'Messaging endpoint'), /^ok /);
    const withoutEndpoint = await look(await serve({ 'GET /auth/start': page }), own);
    assert.match(printed(withoutEndpoint, 'Messaging endpoint'), /^PROBLEM .*\/api\/messages.*step 8/);
  });

  it('is not taken in by others who answer there', async () => {
    const others = await serve({
      'GET /auth/start': { status: 400, text: '<title>Bad request - Example</title>' },
      'POST /api/messages': { status: 401, text: '{"error":"who are you"}' },
    });
    const findings = await look(others, await serve(PATKEEPER));
    for (const what of ['Sign-in pages', 'Messaging endpoint'])
      assert.match(printed(findings, what), /^PROBLEM /);
  });

  it('says that Patkeeper does not run when nothing is behind the proxy, and blames the proxy when it does', async () => {
    const proxy = await serve({ 'GET /auth/start': BAD_GATEWAY, 'POST /api/messages': BAD_GATEWAY });
    const off = await look(proxy, await deadUrl());
    assert.match(printed(off, 'Sign-in pages'), /^not checked .*does not run at .*status 502\. Start it/);
    const on = await look(proxy, await serve(PATKEEPER));
    assert.match(printed(on, 'Sign-in pages'), /^PROBLEM .*status 502/);
  });

  it('tells an address where nothing listens from one whose name or certificate is wrong', async () => {
    const running = await serve(PATKEEPER);
    const nobody = await look(await deadUrl(), running);
    assert.match(printed(nobody, 'Sign-in pages'), /^PROBLEM .*nothing listens there \(ECONNREFUSED\)/);
    const noTls = await look(running.replace('http:', 'https:'), await deadUrl());
    assert.match(
      printed(noTls, 'Sign-in pages'),
      /^PROBLEM .*could not be reached: this machine doesn’t trust its certificate/,
    );
    const noName = await look('http://patkeeper.invalid', await deadUrl());
    assert.match(printed(noName, 'Messaging endpoint'), /^PROBLEM .*this machine doesn’t know its name/);
  });
});
