import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** So much is handed to the parser at a time: no more chunks of a body fit than it reads in a fraction of a millisecond. */
const SLICE = 2048;
const NOTHING = Buffer.alloc(0);

/** One connection of a server, of whose bodies nothing is parsed before somebody reads them. */
export interface GatedConnection {
  readonly socket: Socket;
  /** To be called with each request that comes while `parse` runs. */
  began(request: IncomingMessage, response: ServerResponse): void;
  /** Hands on what the client sent, as far as it is wanted. */
  take(bytes: Buffer): void;
  /** Whether it has ever sent the whole head of a request. */
  hasAsked(): boolean;
  /** Whether a request of it waits for its answer. */
  isBusy(): boolean;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Makes the gate of one connection. Node's parser works through all that has arrived, 64 KB at a time, and a body of one-byte
 * chunks costs it more than a hundred requests do, whether anybody wants that body or not. Here it gets the head, and the
 * body when somebody begins to read it. A connection whose body nobody has read by the end of the answer ends with it.
 */
export function createGatedConnection(socket: Socket, parse: (bytes: Buffer) => void): GatedConnection {
  let latest: Exchange | undefined;
  let waiting: Buffer = NOTHING;
  let isHeld = false;
  /** Nothing that still comes is of use to anybody. */
  let isOver = false;

  function run(bytes: Buffer): void {
    waiting = NOTHING;
    for (let at = 0; at < bytes.length && !socket.destroyed; at += SLICE) {
      parse(bytes.length <= SLICE ? bytes : bytes.subarray(at, at + SLICE));
      if (latest !== undefined && isUnread(latest.request)) hold(latest);
      // Node, too, pauses a socket: when it has more answers to write than the client takes.
      if (socket.isPaused()) {
        waiting = bytes.subarray(at + SLICE);
        return;
      }
    }
  }

  function hold({ request, response }: Exchange): void {
    isHeld = true;
    socket.pause();
    request.once('resume', () => {
      isHeld = false;
      // Node itself resumes what nobody has read, to throw it away.
      isOver = response.writableEnded;
      if (isOver) socket.destroySoon();
      else socket.resume();
    });
  }

  socket.on('resume', () => {
    if (!isHeld && !isOver && waiting.length > 0) run(waiting);
  });

  return {
    socket,
    began(request, response) {
      latest = { request, response };
    },
    take(bytes) {
      if (isOver) return;
      if (isHeld || waiting.length > 0) waiting = Buffer.concat([waiting, bytes]);
      else run(bytes);
    },
    hasAsked: () => latest !== undefined,
    isBusy: () => latest !== undefined && !latest.response.writableEnded,
  };
}

/** Whether there is more to come of a request than its head, and nobody reads it. Readers here listen for `data`. */
function isUnread(request: IncomingMessage): boolean {
  return !request.complete && request.readableFlowing !== true;
}
