import { percentile } from './store-statistics.ts';
import { type Operation, type Place, startStoreWorker } from './store-worker.ts';

const AT_ONCE = 10;
/** How often each is done, by all replicas together. */
const COUNTS: readonly (readonly [Operation, number])[] = [
  ['create', 2_000],
  ['list', 8_000],
  ['verify', 16_000],
];
const REPLICAS = [1, 2, 4];

export interface ReplicasAsked {
  readonly place: Place;
  /** What is verified. */
  readonly secrets: readonly string[];
  readonly quick: boolean;
  readonly say: (line: string) => void;
}

/** Lets one, two and four processes do the same work on one database, and tells how quickly they did it together. */
export async function measureReplicas({ place, secrets, quick, say }: ReplicasAsked): Promise<void> {
  say(
    `${'what'.padEnd(10)}${['replicas', 'a second', 'p50 ms', 'p99 ms'].map((head) => head.padStart(10)).join('')}`,
  );
  for (const replicas of REPLICAS) {
    const workers = await Promise.all(Array.from({ length: replicas }, () => startStoreWorker(place)));
    try {
      for (const [operation, all] of COUNTS) {
        const count = Math.ceil((quick ? all / 200 : all) / replicas);
        const ask = (times: number) =>
          Promise.all(
            workers.map((worker) =>
              worker.ask<readonly number[]>({ operation, count: times, secrets, atOnce: AT_ONCE }),
            ),
          );
        await ask(Math.ceil(count / 10));
        const begun = performance.now();
        const latencies = (await ask(count)).flat();
        const seconds = (performance.now() - begun) / 1000;
        const cells = [
          String(replicas),
          (latencies.length / seconds).toFixed(0),
          percentile(latencies, 0.5).toFixed(1),
          percentile(latencies, 0.99).toFixed(1),
        ];
        say(`${operation.padEnd(10)}${cells.map((cell) => cell.padStart(10)).join('')}`);
      }
    } finally {
      await Promise.all(workers.map((worker) => worker.close()));
    }
  }
}
