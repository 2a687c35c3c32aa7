import { type PersonId, personKey } from '../core/token.ts';

/** Does one piece of work of a person after the other; different people don't wait for each other. */
export interface Turns {
  run<T>(person: PersonId, work: () => Promise<T>): Promise<T>;
}

/** Makes a queue for each person, which is gone when it is empty. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    run(person, work) {
      const key = personKey(person);
      const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
      const done = turn
        .catch(() => {})
        .then(() => {
          if (last.get(key) === done) last.delete(key);
        });
      last.set(key, done);
      return turn;
    },
  };
}
