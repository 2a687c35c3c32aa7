import type { IncomingMessage, ServerResponse } from 'node:http';
import { LOCAL_KEY_HEADER, type LocalKey } from '../web/local-key.ts';
import { Refusal } from './refusal.ts';

const NO_KEY = 'The key is missing or out of date. Open the address in the terminal where Patkeeper runs.';
const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Patkeeper local chat</title></head>
<body>
<h1>Open the address in the terminal</h1>
<p>This page belongs to whoever started Patkeeper. The terminal where it runs shows an address with a key, which is a new one
at each start. Open that address here.</p>
</body>
</html>
`;

/** Keeps everybody out who does not have the key, as Jupyter does: it comes in the address once and is a cookie from then on. */
export interface KeyCheck {
  /** Whether a program sent the key in its header. Without a key, nothing counts as a program. */
  isProgram(request: IncomingMessage): boolean;
  /** Refuses a request without the key in its header, if there is a key. */
  requireProgram(request: IncomingMessage): void;
  /** Answers the page's address with the right key: sets the cookie, and leads to the address without it. False for every other. */
  takeFromAddress(target: URL, response: ServerResponse): boolean;
  /** Whether the cookie came along, or nothing wants it. */
  isKnown(request: IncomingMessage): boolean;
  /** Says where the key is: on a page to who opens one, else as JSON. */
  turnAway(request: IncomingMessage, response: ServerResponse): void;
}

/** Makes the check for the server of one port. Without a key everything is open. */
export function createKeyCheck({ port, key }: { readonly port: number; readonly key?: LocalKey }): KeyCheck {
  const isProgram = ({ headers }: IncomingMessage): boolean => key?.isKey(headers[LOCAL_KEY_HEADER]) === true;
  return {
    isProgram,
    requireProgram(request) {
      if (key !== undefined && !isProgram(request))
        throw new Refusal(401, 'X-Local-Key is missing or wrong.', 'Unauthorized');
    },
    takeFromAddress(target, response) {
      if (target.pathname !== '/' || !target.searchParams.has('key')) return false;
      if (key !== undefined && !key.isKey(target.searchParams.get('key'))) return false;
      target.searchParams.delete('key');
      if (key !== undefined) {
        const { name, value } = key.cookieFor(port);
        response.setHeader('Set-Cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Strict`);
      }
      // Not chained: restify, in the same process, replaces writeHead by one that gives nothing back.
      response.writeHead(303, { Location: `/${target.search}` });
      response.end();
      return true;
    },
    isKnown: ({ headers }) => key === undefined || key.isCookieFor(port, headers.cookie),
    turnAway({ method, headers }, response) {
      const wantsPage = method === 'GET' && (headers.accept ?? '').includes('text/html');
      if (!wantsPage) throw new Refusal(401, NO_KEY, 'Unauthorized');
      response.writeHead(401, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end(PAGE);
    },
  };
}
