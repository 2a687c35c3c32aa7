import type { IncomingMessage } from 'node:http';
import { someCorrelationId } from '../../core/correlation.ts';
import { type ErrorCode, PatkeeperError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { BrowserSignIn } from '../../core/sign-in.ts';
import { acceptedLanguage } from '../../sentences/accepted-language.ts';
import { sayFirst } from '../../sentences/say-error.ts';
import { type Sentences, sentencesOf } from '../../sentences/sentences.ts';
import type { Handler, RestifyResponse } from '../bot/restify.ts';
import { AUTH_FILES, readAuthFile } from './files.ts';
import { type CodePlace, codePage, failurePage } from './text.ts';

export interface AuthPagesDeps {
  /** Absent where only administrators sign in. */
  readonly signIn?: BrowserSignIn;
  /** The sign-in of administrators; absent where there are none. */
  readonly administration?: AdministratorPages;
  /** The sign-in of administrators at an authority whose tokens of others they see; absent where there is none. */
  readonly members?: Pick<AdministratorPages, 'begin' | 'finish' | 'knows'>;
  /** Origins beyond Teams' own that the page may hand the code to: the local chat's, in local mode. */
  readonly messageOrigins: () => readonly string[];
  readonly log: Log;
}

/** The sign-in of administrators on the page. Its states are its own. */
export interface AdministratorPages extends BrowserSignIn {
  /** Whether a state is one of these. */
  knows(state: string): boolean;
  /** Where somebody signs in who came without being sent by the bot. */
  enter(): Promise<string>;
}

/** A page by its path; its handler answers GET. */
export interface AuthRoute {
  readonly path: string;
  readonly handler: Handler;
}

/** Nothing from elsewhere, and nobody frames it: Teams opens it as a window of its own. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const ALWAYS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': POLICY,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};
const STATUS: Partial<Record<ErrorCode, number>> = { 'not-found': 400, refused: 403, unreachable: 503 };

/** Makes the sign-in pages: `/auth/start`, `/auth/callback` and the files that they load. Addresses are never logged. */
export function createAuthPages({
  signIn,
  administration,
  members,
  messageOrigins,
  log,
}: AuthPagesDeps): readonly AuthRoute[] {
  const page = (
    path: string,
    answer: (query: URLSearchParams, response: RestifyResponse, sentences: Sentences) => Promise<void>,
  ) => ({
    path,
    handler: async (request: IncomingMessage, response: RestifyResponse) => {
      try {
        const { searchParams } = new URL(request.url ?? '', 'http://localhost');
        await answer(searchParams, response, sentencesFor(request));
      } catch (error) {
        sendFailure(response, error, log, sentencesFor(request));
      }
    },
  });

  /** Where the code of a state is brought to. */
  const placeOf = (state: string): CodePlace => {
    if (members?.knows(state) === true) return 'members';
    return administration?.knows(state) === true ? 'administration' : 'own';
  };
  const signInOf = (state: string): BrowserSignIn => {
    const meant = { own: signIn, administration, members }[placeOf(state)];
    if (meant === undefined) throw new PatkeeperError('not-found.sign-in');
    return meant;
  };
  const redirect = (response: RestifyResponse, address: string): void => {
    response.sendRaw(302, '', { ...ALWAYS, Location: address, 'Content-Length': '0' });
  };

  return [
    page('/auth/start', async (query, response) => {
      const state = query.get('state') ?? '';
      redirect(response, await signInOf(state).begin(state));
    }),
    ...(administration === undefined
      ? []
      : [page('/auth/admin', async (_query, response) => redirect(response, await administration.enter()))]),
    page('/auth/callback', async (query, response, sentences) => {
      const [code, error, description] = ['code', 'error', 'error_description'].map((name) =>
        query.get(name),
      );
      const state = query.get('state') ?? '';
      const shown = await signInOf(state).finish({
        state,
        ...(code ? { code } : {}),
        ...(error ? { error } : {}),
        ...(description ? { description } : {}),
      });
      const place = placeOf(state);
      sendPage(response, 200, codePage(shown, place === 'own' ? messageOrigins() : [], sentences, place));
    }),
    ...AUTH_FILES.map((name) =>
      page(`/auth/${name}`, async (_query, response) => {
        const { type, text } = await readAuthFile(name);
        send(response, 200, type, text, { 'Cache-Control': 'public, max-age=3600' });
      }),
    ),
  ];
}

function sendFailure(response: RestifyResponse, error: unknown, log: Log, sentences: Sentences): void {
  if (error instanceof PatkeeperError) {
    const { code, cause } = error;
    if (code !== 'not-found') log.warn({ code, err: cause }, 'a sign-in on the page did not succeed');
    sendPage(response, STATUS[code] ?? 400, failurePage(sayFirst(error, sentences), sentences));
    return;
  }
  const correlationId = someCorrelationId();
  log.error({ err: error, correlationId }, 'A sign-in page failed unexpectedly.');
  const sentence = sentences.say('page.failure.unexpected', { correlationId });
  sendPage(response, 500, failurePage(sentence, sentences));
}

/** In the language that the browser asks for: nobody knows yet who is in front of it. */
function sentencesFor({ headers }: IncomingMessage): Sentences {
  return sentencesOf(acceptedLanguage(headers['accept-language']));
}

function sendPage(response: RestifyResponse, status: number, html: string): void {
  send(response, status, 'text/html; charset=utf-8', html);
}

function send(
  response: RestifyResponse,
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const length = String(Buffer.byteLength(text));
  response.sendRaw(status, text, { ...ALWAYS, 'Content-Type': type, 'Content-Length': length, ...headers });
}
