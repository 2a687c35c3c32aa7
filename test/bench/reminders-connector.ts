// The Bot Connector of `bench:reminders`, as a process of its own: it takes everything, and tells when the reminders came.
import { bodyOf, startLoopbackServer } from '../support/loopback-server.ts';
import { END } from './store-child.ts';
import { TENANT } from './store-shape.ts';

/** What came so far. */
export interface Received {
  readonly reminders: number;
  /** In how many chats; each is owed one. */
  readonly chats: number;
  readonly seconds: number;
  /** Most in any one second. */
  readonly mostInASecond: number;
  /** Messages to the person who chats. */
  readonly answers: number;
}

const REMINDED_CHAT = /\/conversations\/(a%3Achat-\d+)\//;

const times: number[] = [];
const chats = new Set<string>();
let messages = 0;
const server = await startLoopbackServer((request, response) => {
  void bodyOf(request).then(() => {
    if (request.method === 'GET') {
      // A member of the chat, as Teams tells of them; the bot remembers it for an hour.
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ id: '29:somebody', tenantId: TENANT, userRole: 'user' }));
      return;
    }
    messages += 1;
    const chat = REMINDED_CHAT.exec(request.url ?? '')?.[1];
    if (chat !== undefined) {
      times.push(performance.now());
      chats.add(chat);
    }
    response.writeHead(201, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ id: `message-${messages}` }));
  });
});

function received(): Received {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  let [mostInASecond, from] = [0, 0];
  for (const [at, time] of times.entries()) {
    while ((times[from] ?? time) <= time - 1000) from += 1;
    mostInASecond = Math.max(mostInASecond, at - from + 1);
  }
  const answers = messages - times.length;
  return {
    reminders: times.length,
    chats: chats.size,
    seconds: (last - first) / 1000,
    mostInASecond,
    answers,
  };
}

process.on('message', (asked) => {
  if (asked === END) void server.close().then(() => process.disconnect());
  else process.send?.(received());
});
process.send?.(server.url);
