import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { type AuthPagesDeps, createAuthPages } from '../../../src/http/sign-in-pages/routes.ts';
import { said } from '../../support/said.ts';
import { openServers } from '../opened-servers.ts';

const CODE = 'WXYZ-2345';
const ENTRA = 'https://login.microsoftonline.com/t/oauth2/v2.0/authorize?state=s%20t';

describe('the sign-in pages', () => {
  const servers = openServers();

  async function start(
    signIn: Partial<AuthPagesDeps['signIn']> = {},
    origins: string[] = [],
    more: Pick<AuthPagesDeps, 'administration'> = {},
  ) {
    const pages = createAuthPages({
      ...more,
      signIn: { begin: async () => ENTRA, finish: async () => CODE, ...signIn },
      messageOrigins: () => origins,
      log: servers.log,
    });
    const server = await servers.start({ pages });
    return async (path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${server.url}${path}`, { redirect: 'manual', headers });
      return { status: response.status, headers: response.headers, text: await response.text() };
    };
  }

  it('send the browser on to Entra, with the state that the address has', async () => {
    const seen: string[] = [];
    const get = await start({
      begin: async (state) => {
        seen.push(state);
        return ENTRA;
      },
    });
    const { status, headers } = await get('/auth/start?state=v1.a.b-_');
    assert.deepEqual([status, headers.get('location'), seen], [302, ENTRA, ['v1.a.b-_']]);
    assert.equal(headers.get('cache-control'), 'no-store');
  });

  it('of administrators begin without the bot, take back their own states alone, and say where the code goes', async () => {
    const finished: string[] = [];
    const administration = {
      knows: (state: string) => state === 'admin',
      enter: async () => `${ENTRA}&prompt=login`,
      begin: async () => ENTRA,
      finish: async ({ state }: { readonly state: string }) => {
        finished.push(state);
        return CODE;
      },
    };
    const get = await start({}, ['https://teams.example'], { administration });
    const { status, headers, text } = await get('/auth/admin');
    assert.deepEqual([status, headers.get('location'), text], [302, `${ENTRA}&prompt=login`, '']);
    assert.equal(headers.get('cache-control'), 'no-store');
    const page = await get('/auth/callback?code=c&state=admin');
    assert.match(page.text, /\/pat admin/);
    assert.ok(!page.text.includes('https://teams.example'), 'no dialog waits for this code');
    await get('/auth/callback?code=c&state=other');
    assert.deepEqual(finished, ['admin']);
  });

  it('of administrators are not there while administration is off', async () => {
    const get = await start();
    assert.equal((await get('/auth/admin')).status, 404);
  });

  it('hand on what the browser came back with, and show the code', async () => {
    const seen: unknown[] = [];
    const get = await start({
      finish: async (answer) => {
        seen.push(answer);
        return CODE;
      },
    });
    const { status, text, headers } = await get('/auth/callback?code=c%2Fd&state=s&session_state=x');
    assert.equal(status, 200);
    assert.match(text, new RegExp(`<strong>${CODE}</strong>`));
    assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
    await get('/auth/callback?error=access_denied&error_description=AADSTS65004%3A+no&state=s');
    assert.deepEqual(seen, [
      { state: 's', code: 'c/d' },
      { state: 's', error: 'access_denied', description: 'AADSTS65004: no' },
    ]);
  });

  it('speak the language that the browser wants most of those that we speak, and say which', async () => {
    const get = await start({
      begin: async () => {
        throw new PatkeeperError('not-found.sign-in');
      },
    });
    for (const [wanted, language, title, failure] of [
      ['fr-CH, de-CH;q=0.8, en;q=0.5', 'de', 'Fast angemeldet', 'Du bist nicht angemeldet'],
      ['ja', 'en', 'Almost signed in', 'You aren’t signed in'],
    ] as const) {
      const headers = { 'Accept-Language': wanted };
      const pages = [
        [await get('/auth/callback?code=c&state=s', headers), title],
        [await get('/auth/start?state=s', headers), failure],
      ] as const;
      for (const [{ text }, heading] of pages) {
        assert.match(text, new RegExp(`<html lang="${language}">`));
        assert.match(text, new RegExp(`<h1[^>]*>${heading}</h1>`));
      }
    }
  });

  it('load nothing from elsewhere, are framed by nobody, kept nowhere and told to nobody', async () => {
    const get = await start();
    for (const path of ['/auth/start?state=s', '/auth/callback?code=c&state=s']) {
      const { headers } = await get(path);
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe|http|\*/);
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('cache-control'), 'no-store');
    }
    const { text } = await get('/auth/callback?code=c&state=s');
    assert.doesNotMatch(text, /https?:|<style|style=|onclick|<script>/);
    const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file);
    assert.deepEqual(files.sort(), ['page.css', 'page.js', 'teams-js.js']);
    for (const file of files) {
      const { status, headers } = await get(`/auth/${file}`);
      assert.equal(status, 200);
      assert.match(headers.get('content-type') ?? '', /^text\/(css|javascript); charset=utf-8$/);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
    }
    assert.match((await get('/auth/teams-js.js')).text, /microsoftTeams/);
  });

  it('say in the page’s language and structure what they are', async () => {
    const get = await start({
      begin: async () => {
        throw new PatkeeperError('refused.sign-in-failed');
      },
    });
    for (const path of ['/auth/start?state=s', '/auth/callback?code=c&state=s']) {
      const { text } = await get(path);
      assert.match(text, /<html lang="en">[\s\S]*<title>[^<]+ - Patkeeper<\/title>/);
      assert.equal(text.match(/<h1/g)?.length, 1);
      assert.equal(text.match(/<main>/g)?.length, 1);
      assert.match(text, /name="viewport"/);
    }
  });

  it('tell what failed and what to do, with a status to it, and nothing as markup', async () => {
    const failures = [
      ['not-found.sign-in', 400],
      ['refused.account-disabled', 403],
      ['unreachable.azure-devops', 503],
      ['invalid-input.code-wrong', 400],
    ] as const;
    for (const [reason, expected] of failures) {
      const error = new PatkeeperError(reason, {}, { cause: new Error('Entra: x') });
      const get = await start({
        finish: async () => {
          throw error;
        },
      });
      const { status, text, headers } = await get('/auth/callback?code=c&state=s');
      assert.equal(status, expected);
      assert.ok(text.includes(`<p role="alert">${said(error)}</p>`));
      assert.match(text, /You aren’t signed in/);
      assert.doesNotMatch(text, /teams-js|data-code/);
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
    }
    assert.deepEqual(
      servers.log.lines.map(({ level, fields }) => [level, 'code' in fields && fields.code]),
      [
        ['warn', 'refused'],
        ['warn', 'unreachable'],
        ['warn', 'invalid-input'],
      ],
    );
  });

  it('tell an unexpected failure with a number that is in the log', async () => {
    const get = await start({
      begin: async () => {
        throw new TypeError('inner workings');
      },
    });
    const { status, text } = await get('/auth/start?state=s');
    const [line] = servers.log.lines;
    assert.ok(line !== undefined && 'correlationId' in line.fields);
    assert.equal(status, 500);
    assert.ok(text.includes(String(line.fields.correlationId)) && !text.includes('inner workings'));
  });

  it('never log what is in an address', async () => {
    const get = await start({
      finish: async () => {
        throw new PatkeeperError('refused.sign-in-failed');
      },
    });
    await get('/auth/callback?code=secret-code&state=secret-state');
    await get('/auth/callback?error=x&error_description=secret-words&state=secret-state');
    assert.ok(!JSON.stringify(servers.log.lines).includes('secret-'));
  });

  it('are not there where nobody has to sign in', async () => {
    const server = await servers.start();
    for (const path of ['/auth/start', '/auth/callback', '/auth/teams-js.js'])
      assert.equal((await fetch(`${server.url}${path}`)).status, 404);
  });

  describe('hand the code to Teams', () => {
    const script = readFileSync(
      new URL('../../../src/http/sign-in-pages/files/page.js', import.meta.url),
      'utf8',
    );

    /** Runs the page's script over what the page says, as a browser would. */
    async function run(html: string, teams?: { initialize: (origins: string[]) => Promise<void> }) {
      const told: string[] = [];
      const replaced: string[] = [];
      const read = (name: string) =>
        new RegExp(`data-${name}="([^"]*)"`).exec(html)?.[1]?.replaceAll('&quot;', '"');
      const [code, origins] = [read('code'), read('origins')];
      const authentication = { notifySuccess: (result: string) => void told.push(result) };
      const focused: string[] = [];
      const window = teams === undefined ? {} : { microsoftTeams: { app: teams, authentication } };
      vm.runInNewContext(script, {
        window,
        history: {
          replaceState: (_state: unknown, _title: string, path: string) => void replaced.push(path),
        },
        location: { pathname: '/auth/callback' },
        document: {
          addEventListener: (_event: string, ready: () => void) => ready(),
          body: { dataset: code === undefined ? {} : { code, origins } },
          querySelector: (what: string) => ({ focus: () => void focused.push(what) }),
        },
      });
      await new Promise((resolve) => setImmediate(resolve));
      return { told, replaced, focused };
    }

    it('in its own window, saying which pages beyond Teams’ own may have it', async () => {
      const get = await start({}, ['http://127.0.0.1:3980']);
      const seen: unknown[] = [];
      const { text } = await get('/auth/callback?code=c&state=s');
      const page = await run(text, {
        async initialize(origins) {
          seen.push([...origins]);
        },
      });
      assert.deepEqual([page.told, seen], [[CODE], [['http://127.0.0.1:3980']]]);
    });

    it('and leave it to the person where Teams does not answer or is not there', async () => {
      const get = await start();
      const { text } = await get('/auth/callback?code=c&state=s');
      const unanswered = await run(text, { initialize: () => Promise.reject(new Error('no parent')) });
      assert.deepEqual(unanswered.told, []);
      assert.deepEqual((await run(text)).told, []);
    });

    it('and take the address out of the window’s history', async () => {
      const get = await start();
      const { replaced, focused } = await run((await get('/auth/callback?code=c&state=s')).text);
      assert.deepEqual([replaced, focused], [['/auth/callback'], ['h1']]);
    });
  });
});
