import { type BotServer, type BotServerDeps, createBotServer } from '../../src/http/bot/bot-server.ts';
import type { OutgoingResponse } from '../../src/http/bot/response.ts';
import { createRateLimitedLog } from '../../src/http/rate-limited-log.ts';
import { createFixedClock } from './fixed-clock.ts';
import { createSilentLog } from './silent-log.ts';

export interface StartBotServer extends Partial<BotServerDeps> {
  /** Answers what anybody sends. Left out, `admit` decides, or everything is answered with 200. */
  readonly onActivity?: (body: object, authorization: string) => Promise<OutgoingResponse>;
}

/** Starts a bot server on loopback, whose clock stands still, with a bot that is a function. */
export function startBotServer({
  onActivity = async () => ({ status: 200 }),
  ...changes
}: StartBotServer): Promise<BotServer> {
  const clock = createFixedClock();
  const { log = createSilentLog() } = changes;
  return createBotServer({
    host: '127.0.0.1',
    port: 0,
    admit: async ({ authorization = '' }) => ({
      ok: true,
      answer: (body) => onActivity(body, authorization),
    }),
    version: '1.2.3',
    ready: async () => {},
    metrics: { contentType: 'text/plain; version=0.0.4', text: async () => 'patkeeper 1\n' },
    trustedProxies: [],
    maxConnections: 100,
    clock,
    log,
    refusals: createRateLimitedLog({ log, later: clock.later }),
    ...changes,
  });
}
