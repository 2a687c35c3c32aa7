import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A request and what answers it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * How many bytes the parser gets at a time. A body with the smallest chunks fits so few of them in here that the parser needs
 * a fraction of a millisecond.
 */
const SLICE = 2048;
const NOTHING = Buffer.alloc(0);

/**
 * Lets the parser see the body of a request on a new connection only when someone begins to read it; `latest` returns the
 * request that came last. Node's parser works through everything that has arrived, 64 KB at a time, whether anyone wants the
 * body or not. A body of one-byte chunks costs it more than a hundred requests do. If nobody has read the body by the end of
 * the answer, the connection ends with the answer.
 */
export function gateBodies(socket: Socket, latest: () => Exchange | undefined): void {
  const [parse] = socket.listeners('data');
  if (parse === undefined) throw new Error('Node reads connections in another way than it did.');
  let waiting: Buffer = NOTHING;
  let isHeld = false;
  /** Nothing that still comes is of use to anybody. */
  let isOver = false;

  function run(bytes: Buffer): void {
    waiting = NOTHING;
    for (let at = 0; at < bytes.length && !socket.destroyed; at += SLICE) {
      parse?.call(socket, bytes.length <= SLICE ? bytes : bytes.subarray(at, at + SLICE));
      const exchange = latest();
      if (exchange !== undefined && isUnread(exchange.request)) hold(exchange);
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
  // Node's parser was given the socket's handle, and gives it back to whoever listens for data.
  socket.removeAllListeners('data');
  socket.on('data', (bytes: Buffer) => {
    if (isOver) return;
    if (isHeld || waiting.length > 0) waiting = Buffer.concat([waiting, bytes]);
    else run(bytes);
  });
}

/** Whether a request has more than its head, and nobody reads the rest. Readers here listen for `data`. */
function isUnread(request: IncomingMessage): boolean {
  return !request.complete && request.readableFlowing !== true;
}
