import type { ServerResponse } from 'node:http';
import type { SystemClock } from '../core/timing/clock.ts';
import { clockInfo } from './clock-info.ts';
import type { Push } from './page/protocol.ts';

export interface PushStream {
  /** Sends an event to every open page. */
  publish(push: Push): void;
  /** Keeps a response open as a stream of server-sent events. */
  connect(response: ServerResponse): void;
  /** Ends every stream. */
  close(): void;
}

/** Makes the stream that keeps the open pages up to date. */
export function createPushStream({ clock }: { clock: SystemClock }): PushStream {
  const open = new Set<ServerResponse>();
  return {
    publish(push) {
      const line = `data: ${JSON.stringify({ ...push, clock: clockInfo(clock) })}\n\n`;
      for (const response of open) response.write(line);
    },
    connect(response) {
      open.add(response);
      response.on('close', () => open.delete(response));
      response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
      // Browsers reconnect after a restart of the service. One second is soon enough.
      response.write('retry: 1000\n\n');
    },
    close() {
      for (const response of open) response.end();
    },
  };
}
