import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { type LoopbackServer, startLoopbackServer } from '../support/loopback-server.ts';

/** A bot's sign-in pages, made for the test: they speak to the chat through Microsoft's own TeamsJS. */
export interface SignInSite extends LoopbackServer {
  /** The page where a person signs in: it has a button for each way in which that may end. */
  readonly startUrl: string;
}

/** What the page's buttons do; `code` and `reason` are what the chat is to hear. */
const SCRIPT = `
  const { app, authentication } = window.microsoftTeams;
  const { origin, code, reason } = document.body.dataset;
  document.getElementById('finish').onclick = () =>
    app.initialize([origin]).then(() => authentication.notifySuccess(code));
  document.getElementById('fail').onclick = () =>
    app.initialize([origin]).then(() => authentication.notifyFailure(reason));
  document.getElementById('elsewhere').onclick = () => location.assign(document.body.dataset.elsewhere);
`;

/** Sends what TeamsJS would, without being asked: what any page could do that the window visits on its way. */
const INTRUDER = `
  window.opener.postMessage({ id: 1, func: 'authentication.authenticate.success', args: ['stolen'] }, '*');
  document.title = 'Elsewhere';
`;

/** Starts the pages on a port of their own, and on a second one a page that has no business with the chat. */
export async function startSignInSite(chatUrl: string): Promise<SignInSite> {
  const library = await readFile(
    createRequire(import.meta.url).resolve('@microsoft/teams-js/dist/umd/MicrosoftTeams.min.js'),
    'utf8',
  );
  const intruder = await startLoopbackServer(({ url = '' }, response) => {
    const back = new URL(url, intruder.url).searchParams.get('back') ?? '';
    send(response, `<a href="${back}">Back</a><script>${INTRUDER}</script>`);
  });
  const site = await startLoopbackServer(({ url = '' }, response) => {
    if (url === '/teams-js.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8' });
      response.end(library);
      return;
    }
    const elsewhere = `${intruder.url}/?back=${encodeURIComponent(`${site.url}${url}`)}`;
    const data = { origin: chatUrl, code: 'BCDF-2345', reason: 'another account', elsewhere };
    const attributes = Object.entries(data).map(([name, value]) => `data-${name}="${value}"`);
    const buttons = ['finish', 'fail', 'elsewhere'].map((id) => `<button id="${id}">${id}</button>`);
    const opener = `<p id="opener"></p><script>
      document.getElementById('opener').textContent = window.opener === null ? 'alone' : 'opened';</script>`;
    send(
      response,
      `<body ${attributes.join(' ')}>${buttons.join('')}${opener}
        <script src="/teams-js.js"></script><script>${SCRIPT}</script></body>`,
    );
  });
  return {
    ...site,
    startUrl: `${site.url}/auth/start`,
    async close() {
      await site.close();
      await intruder.close();
    },
  };
}

function send(response: ServerResponse, html: string): void {
  // As the bot's own pages have it: the library can't fetch its list of origins, and goes without.
  const policy = "default-src 'self' 'unsafe-inline'";
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy });
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in</title>${html}</html>`);
}
