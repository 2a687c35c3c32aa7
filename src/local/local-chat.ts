import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Log } from '../core/ports.ts';
import type { SystemClock } from '../core/timing/clock.ts';
import type { LocalKey } from '../web/local-key.ts';
import { createActivities } from './activities.ts';
import { createBotClient } from './bot-client.ts';
import { clockInfo } from './clock-info.ts';
import { connectorError, createConnector } from './connector.ts';
import { createConversations } from './conversations.ts';
import { ADMINISTRATOR_CHAT, CHATS, LOCAL_ADMINISTRATOR, PEOPLE } from './directory.ts';
import { createHistory } from './history.ts';
import { readJson, requireDirect, requireSameOrigin, sendJson, setSecurityHeaders } from './http-io.ts';
import { createKeyCheck } from './key-check.ts';
import { readManifest } from './manifest.ts';
import type { Snapshot } from './page/protocol.ts';
import { createPageApi } from './page-api.ts';
import { createPushStream } from './push-stream.ts';
import { createReaders } from './readers.ts';
import { Refusal } from './refusal.ts';
import { readStaticFiles } from './static-files.ts';
import { createTraces } from './traces.ts';

const BODY_CAP = 512 * 1024;
/** Whoever dribbles a request, or only connects, is not waited for. Milliseconds. */
const ARRIVAL = { headersTimeout: 10_000, requestTimeout: 20_000, connectionsCheckingInterval: 1_000 };
/** A few pages, a few connections each; the bot has one. The descriptors are for those that answer others. */
const MOST_CONNECTIONS = 50;
/** Teams gives up on a bot after this long. */
const BOT_TIMEOUT_MS = 15_000;

interface LocalChatDeps {
  /** 0 takes any free port. */
  readonly port: number;
  /** A loopback address. */
  readonly host: string;
  /** Where the bot takes activities, for example `http://127.0.0.1:3978/api/messages`. */
  readonly botEndpoint: string;
  /** The parsed Teams app manifest, whose commands the chat offers. */
  readonly manifest: unknown;
  readonly clock: SystemClock;
  /** Whether the administrator is among the people. */
  readonly administrator?: boolean;
  /** What the page, the connector and the bot want to see; absent where everything is open. */
  readonly key?: LocalKey;
  readonly log: Log;
  /** Milliseconds that the bot may take to answer; Teams' own 15 seconds unless told. */
  readonly botTimeoutMs?: number;
  /** The folder with the page that browsers load; the one beside this code unless told. */
  readonly page?: URL;
}

export interface LocalChat {
  /** Where the page is. */
  readonly url: string;
  /** The same with the key, as a browser is to open it first. For the terminal alone: it is never stored or logged. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Starts the local chat, which stands in for Microsoft Teams on one machine: a Bot Connector for the bot and a page
 * for people. Rejects when the port is taken.
 */
export async function createLocalChat(deps: LocalChatDeps): Promise<LocalChat> {
  const { clock, log, manifest, botEndpoint, botTimeoutMs = BOT_TIMEOUT_MS } = deps;
  const key = deps.key === undefined ? {} : { key: deps.key };
  const fileAt = await readStaticFiles(deps.page);
  const server = createServer(ARRIVAL);
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(deps.port, deps.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : deps.port;
  const url = `http://${deps.host}:${port}`;
  const serviceUrl = `${url}/connector`;
  const keyCheck = createKeyCheck({ port, ...key });

  const { botName, commands, extension } = readManifest(manifest);
  const stream = createPushStream({ clock });
  const isAdministered = deps.administrator === true;
  const chatList = isAdministered ? [...CHATS, ADMINISTRATOR_CHAT] : CHATS;
  const everybody = isAdministered ? [...PEOPLE, LOCAL_ADMINISTRATOR] : PEOPLE;
  const history = createHistory({ clock, stream, chats: chatList });
  const traces = createTraces({ clock, stream });
  const readers = createReaders();
  const activities = createActivities({ clock, botName, serviceUrl, readerOf: readers.of });
  const bot = createBotClient({ endpoint: botEndpoint, traces, timeoutMs: botTimeoutMs, ...key });
  const conversations = createConversations({ activities, bot, botName, history, extension });
  const connector = createConnector({ history, traces, serviceUrl });
  const api = createPageApi({ conversations, clock, readers, stream, people: everybody, chats: chatList });
  const bootId = randomUUID();

  function snapshot(): Snapshot {
    const people = everybody.map((one) => ({ key: one.key, name: one.name, reader: readers.of(one) }));
    const [chats, messages] = [history.chats(), history.messages()];
    const known = { bootId, botName, people, commands, extension, clock: clockInfo(clock) };
    return { ...known, chats, messages, traces: traces.all() };
  }

  async function connect(
    request: IncomingMessage,
    response: ServerResponse,
    { pathname, searchParams }: URL,
  ) {
    // Bots send no origin; a browser that comes here was led here by a foreign page.
    if (request.headers.origin !== undefined) throw new Refusal(403, 'Not for browsers.', 'Forbidden');
    const answer = await connector({
      method: request.method ?? '',
      path: pathname.slice('/connector'.length),
      query: searchParams,
      body: () => readJson(request, BODY_CAP),
    });
    sendJson(response, answer.status, answer.body);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    setSecurityHeaders(response);
    requireDirect(request);
    const { url: path = '/' } = request;
    if (!path.startsWith('/') || !URL.canParse(path, url)) throw new Refusal(400, 'This is no address.');
    const target = new URL(path, url);
    const { pathname } = target;
    const isProgram = keyCheck.isProgram(request);
    if (pathname.startsWith('/connector/')) {
      keyCheck.requireProgram(request);
      return connect(request, response, target);
    }
    requireSameOrigin(request, isProgram);
    if (request.method === 'GET' && keyCheck.takeFromAddress(target, response)) return;
    if (!isProgram && !keyCheck.isKnown(request)) return keyCheck.turnAway(request, response);
    if (request.method === 'POST' && pathname.startsWith('/local/')) {
      const { value } = await readJson(request, BODY_CAP);
      return sendJson(response, 200, await api(pathname.slice('/local/'.length), value));
    }
    if (request.method !== 'GET') throw new Refusal(405, 'This address can only be read.');
    if (pathname === '/local/events') return stream.connect(response);
    if (pathname === '/local/state') return sendJson(response, 200, snapshot());
    const { type, content } = fileAt(pathname);
    // Not chained: restify, in the same process, replaces writeHead by one that gives nothing back.
    response.writeHead(200, { 'Content-Type': type });
    response.end(content);
  }

  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const known = error instanceof Refusal;
      if (!known) log.error({ err: error }, 'the local chat failed to answer a request');
      const refusal = known ? error : new Refusal(500, 'The local chat failed. Look at the log.');
      if (response.headersSent) response.end();
      else sendJson(response, refusal.status, connectorError(refusal));
    });
  });

  log.debug({ url }, 'the local chat is ready');
  return {
    url,
    address: deps.key === undefined ? url : `${url}/?key=${deps.key.reveal()}`,
    close: () =>
      new Promise((resolve, reject) => {
        stream.close();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
