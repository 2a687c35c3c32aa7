import type { IncomingHttpHeaders } from 'node:http';
import type { SystemClock } from '../../src/core/timing/clock.ts';
import { createLocalChat } from '../../src/local/local-chat.ts';
import type { PushedEvent, Snapshot } from '../../src/local/page/protocol.ts';
import { LOCAL_KEY_HEADER, type LocalKey } from '../../src/web/local-key.ts';
import { HOUR, START } from '../support/fixed-clock.ts';
import { bodyOf, startLoopbackServer } from '../support/loopback-server.ts';
import { createSilentLog } from '../support/silent-log.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface FakeAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** The local chat between a bot made for the test and requests as the page sends them. */
export interface LocalWorld {
  readonly url: string;
  readonly clock: SystemClock;
  /** Every activity that the bot got. */
  readonly activities: Json[];
  /** The headers that they came with. */
  readonly headers: IncomingHttpHeaders[];
  /** What the bot does with an activity; it may call the connector meanwhile. Answers 200 unless told. */
  onActivity: (activity: Json) => Promise<FakeAnswer> | FakeAnswer;
  /** The activities of a type. */
  got(type: string): Json[];
  ask(name: string, body: Json): Promise<Reply>;
  connector(method: string, path: string, body?: unknown): Promise<Reply>;
  state(): Promise<Snapshot>;
  /** Listens to the pushes; `take` resolves with the first one that matches, past ones too. */
  listen(): Promise<{ take(matches: (push: PushedEvent) => boolean): Promise<PushedEvent>; end(): void }>;
  close(): Promise<void>;
}

export const MANIFEST = {
  name: { short: 'Patkeeper' },
  bots: [
    {
      commandLists: [
        { scopes: ['personal', 'groupchat'], commands: [{ title: 'new', description: 'Create a token' }] },
        { scopes: ['personal'], commands: [{ title: 'list', description: 'Your tokens' }] },
      ],
    },
  ],
  composeExtensions: [
    {
      commands: [
        { id: 'newToken', type: 'action', title: 'New token', description: 'Create a token' },
        {
          id: 'myTokens',
          type: 'query',
          title: 'My tokens',
          initialRun: true,
          parameters: [{ name: 'words', title: 'Search' }],
        },
      ],
    },
  ],
};

export const ADA = { person: 'ada', chat: 'ada' };
export const BEN = { person: 'ben', chat: 'ben' };
export const ADA_IN_CREW = { person: 'ada', chat: 'crew' };
export const BEN_IN_CREW = { person: 'ben', chat: 'crew' };

/**
 * Starts a local chat on a free port; `botTimeoutMs` and `botEndpoint` for bots that fail, `key` for one that is not open,
 * `page` for the built page, as a browser wants it.
 */
export async function createLocalWorld(
  options: { botTimeoutMs?: number; botEndpoint?: string; key?: LocalKey; page?: URL } = {},
): Promise<LocalWorld> {
  const activities: Json[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const bot = await startLoopbackServer((request, response) => {
    const run = async (): Promise<void> => {
      const activity: Json = JSON.parse(await bodyOf(request));
      activities.push(activity);
      headers.push(request.headers);
      const { status, body } = await world.onActivity(activity);
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    };
    run().catch(() => response.destroy());
  });
  let offset = 0;
  const clock: SystemClock = {
    now: () => START + offset * HOUR,
    shift: (hours) => {
      offset += hours;
    },
    offsetHours: () => offset,
  };
  const botEndpoint = `${bot.url}/api/messages`;
  const deps = { port: 0, host: '127.0.0.1', botEndpoint, manifest: MANIFEST, clock, log: createSilentLog() };
  const chat = await createLocalChat({ ...deps, ...options });

  async function send(path: string, init: RequestInit): Promise<Reply> {
    const known = options.key === undefined ? {} : { [LOCAL_KEY_HEADER]: options.key.reveal() };
    const response = await fetch(`${chat.url}${path}`, { ...init, headers: { ...init.headers, ...known } });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? '' : JSON.parse(text) };
  }

  const world: LocalWorld = {
    url: chat.url,
    clock,
    activities,
    headers,
    onActivity: () => ({ status: 200 }),
    got: (type) => activities.filter((activity) => activity['type'] === type),
    ask: (name, body) =>
      send(`/local/${name}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: chat.url },
        body: JSON.stringify(body),
      }),
    connector: (method, path, body) =>
      send(`/connector/v3/conversations${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
      }),
    async state() {
      const { body } = await send('/local/state', {});
      return body as Snapshot;
    },
    listen: () => listenTo(chat.url),
    async close() {
      await chat.close();
      await bot.close();
    },
  };
  return world;
}

async function listenTo(url: string): ReturnType<LocalWorld['listen']> {
  const stop = new AbortController();
  const response = await fetch(`${url}/local/events`, { signal: stop.signal });
  const lines = (response.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream());
  const past: PushedEvent[] = [];
  const waiting = new Set<() => void>();
  const read = async (): Promise<void> => {
    let rest = '';
    for await (const chunk of lines) {
      const events = (rest + chunk).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) if (event.startsWith('data: ')) past.push(JSON.parse(event.slice(6)));
      for (const check of waiting) check();
    }
  };
  read().catch(() => {});
  return {
    take: (matches) =>
      new Promise((resolve) => {
        const check = (): void => {
          const found = past.find(matches);
          if (found === undefined) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      }),
    end: () => stop.abort(),
  };
}
