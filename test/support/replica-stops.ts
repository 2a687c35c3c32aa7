import { once } from 'node:events';
import { ClientRequest, ServerResponse } from 'node:http';
import pg from 'pg';

/** The steps of a create at which a replica ends itself by kill -9, the earliest first. */
export const STOPS = [
  'before-store',
  'after-store',
  'before-answer',
  'before-notice',
  'after-notice',
] as const;
export type Stop = (typeof STOPS)[number];

/** The steps of a revocation of many tokens at which it does so: around the second commit. */
export const REVOKE_STOPS = ['before-second-revoke', 'after-second-revoke'] as const;

/** Puts a stop into this process, from outside of the service's code: around the database's client, the answer, the message. */
export function stopAt(stop: string | undefined): void {
  if (stop === 'before-store') aroundCommit(async () => die());
  if (stop === 'after-store') aroundCommit((commit) => commit().then(die));
  if (stop === 'before-second-revoke')
    aroundCommit(
      atSecond(async () => die()),
      'update-tokens',
    );
  if (stop === 'after-second-revoke')
    aroundCommit(
      atSecond((commit) => commit().then(die)),
      'update-tokens',
    );
  if (stop === 'before-answer') aroundAnswer(die);
  if (stop === 'before-notice') aroundNotice(async () => die());
  if (stop === 'after-notice') aroundNotice((send) => send().then(die));
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('It is over.');
}

type Step = (commit: () => Promise<unknown>) => Promise<unknown>;

function atSecond(step: Step): Step {
  let commits = 0;
  return (commit) => {
    commits += 1;
    return commits === 2 ? step(commit) : commit();
  };
}

/** The commit of a transaction that has written a token. */
function aroundCommit(step: Step, statementName = 'insert-tokens'): void {
  const query: unknown = Reflect.get(pg.Client.prototype, 'query');
  if (typeof query !== 'function') throw new Error('pg.Client has no query');
  const writing = new WeakSet<object>();
  Reflect.set(pg.Client.prototype, 'query', function (this: object, ...given: unknown[]): unknown {
    const run = (): unknown => Reflect.apply(query, this, given);
    const [statement] = given;
    if (typeof statement !== 'object' || statement === null) return run();
    if ('name' in statement && statement.name === statementName) writing.add(this);
    if (!('text' in statement) || statement.text !== 'COMMIT' || !writing.has(this)) return run();
    writing.delete(this);
    return step(async () => run());
  });
}

/** The answer that shows a secret. */
function aroundAnswer(step: () => void): void {
  for (const name of ['write', 'end']) {
    const original: unknown = Reflect.get(ServerResponse.prototype, name);
    if (typeof original !== 'function') throw new Error(`ServerResponse has no ${name}`);
    Reflect.set(ServerResponse.prototype, name, function (this: object, ...given: unknown[]): unknown {
      if (String(given[0]).includes('pkt_')) step();
      return Reflect.apply(original, this, given);
    });
  }
}

/** The message that tells of a new token, which waits here until the answer with its secret is out. */
function aroundNotice(step: (send: () => Promise<unknown>) => Promise<unknown>): void {
  const end: unknown = Reflect.get(ClientRequest.prototype, 'end');
  if (typeof end !== 'function') throw new Error('ClientRequest has no end');
  let isAnswered = (): void => {};
  const answered = new Promise<void>((resolve) => {
    isAnswered = resolve;
  });
  aroundAnswer(() => void setTimeout(isAnswered, 200));
  Reflect.set(ClientRequest.prototype, 'end', function (this: ClientRequest, ...given: unknown[]): unknown {
    const send = (): unknown => Reflect.apply(end, this, given);
    if (!this.path.includes('/activities')) return send();
    const sent = async (): Promise<void> => {
      const response = once(this, 'response');
      send();
      await response;
    };
    void answered.then(() => step(sent));
    return this;
  });
}
