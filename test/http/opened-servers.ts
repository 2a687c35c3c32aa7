import type { BotServer } from '../../src/http/bot/bot-server.ts';
import { createSilentLog } from '../support/silent-log.ts';
import { type StartBotServer, startBotServer } from '../support/start-bot-server.ts';

/** Bot servers for tests: each test has its own log, and leaves no server behind. To be called in a `describe`. */
export function openServers() {
  const open: BotServer[] = [];
  let log: ReturnType<typeof createSilentLog>;

  beforeEach(() => {
    log = createSilentLog();
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close(0)));
  });

  return {
    get log() {
      return log;
    },
    async start(changes: StartBotServer = {}): Promise<BotServer> {
      const server = await startBotServer({ log, ...changes });
      open.push(server);
      return server;
    },
  };
}

/** Posts an activity. */
export function post(
  server: BotServer,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${server.url}/api/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** The port that a server listens on. */
export function portOf(server: BotServer): number {
  return Number(new URL(server.url).port);
}
