import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process that answers each message with one of its own. */
export interface Child<First> {
  /** What it said by itself when it was ready. */
  readonly first: First;
  /** Sends a question and gives the answer, whose type is the question's business. */
  ask<T>(question: object | string): Promise<T>;
  /** Tells it to end, and waits for that. */
  close(): Promise<void>;
}

/** The message at which a child ends. */
export const END = 'end';

/** Starts a file of this folder as a process and waits until it is ready; `execArgv` is for Node. */
export async function startChild<First>(
  file: string,
  args: readonly string[],
  execArgv: readonly string[] = ['--import', import.meta.resolve('tsx')],
): Promise<Child<First>> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: [...execArgv] });

  /** What it sends next; rejects when it ends instead. */
  async function answer<T>(): Promise<T> {
    const over = new AbortController();
    const { signal } = over;
    const message = once(child, 'message', { signal });
    const end = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`${file} ended with ${String(code)}`);
    });
    try {
      const [given] = (await Promise.race([message, end])) as [T];
      return given;
    } finally {
      over.abort();
    }
  }

  return {
    first: await answer<First>(),
    ask: <T>(question: object | string) => {
      const answered = answer<T>();
      child.send(question);
      return answered;
    },
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.send(END);
      await exit;
    },
  };
}
