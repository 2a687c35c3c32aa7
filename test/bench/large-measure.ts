import { setTimeout as delay } from 'node:timers/promises';
import { createTeamsDriver } from '../support/teams-driver.ts';
import type { FilledPerson } from './large-shape.ts';
import type { Health, ServiceUrls } from './service-child.ts';
import type { Child } from './store-child.ts';
import { TENANT } from './store-shape.ts';

const TIMES = 5;
const MOST_BLOCK_MS = 50;

export interface LargeAsked {
  readonly service: Child<ServiceUrls>;
  readonly people: Readonly<
    Record<'Mia Many' | 'Nora Notices' | 'Rex Revokes' | 'Uma Uses' | 'Otto Other', FilledPerson>
  >;
  readonly serviceUrl: string;
  readonly say: (line: string) => void;
  /** Each thing is done once, and nothing is judged. */
  readonly quick: boolean;
}

/** Lets people with much act, each in turn, while others have their tokens verified; gives what was missed. */
export async function measureLarge(asked: LargeAsked): Promise<readonly string[]> {
  const { service, people, serviceUrl, say, quick } = asked;
  const { botUrl, verifyUrl } = service.first;
  const teams = createTeamsDriver({ botUrl, serviceUrl, tenantId: TENANT });
  const failures: string[] = [];
  const act = ({ name, person }: FilledPerson) => ({ name, id: `29:${name}`, aadObjectId: person.objectId });
  const [mia, nora, rex] = [act(people['Mia Many']), act(people['Nora Notices']), act(people['Rex Revokes'])];
  const MANY = people['Mia Many'].tokenIds.length;
  const verify = async (secret: string): Promise<void> => {
    const { status } = await fetch(`${verifyUrl}/verify?scope=vso.code&service=git`, {
      headers: { Authorization: `Bearer ${secret}` },
    });
    if (status !== 200) throw new Error(`a valid token was answered with ${status}`);
  };

  /** Verifies others' tokens until it is told to stop; gives the longest of these, in milliseconds. */
  const others = () => {
    let over = false;
    const run = async (): Promise<number> => {
      let longest = 0;
      for (let n = 0; !over; n += 1) {
        const begun = performance.now();
        await verify(people['Otto Other'].secrets[n % 20] ?? '');
        longest = Math.max(longest, performance.now() - begun);
        await delay(2);
      }
      return longest;
    };
    const longest = run();
    return () => {
      over = true;
      return longest;
    };
  };

  const measure = async (
    what: string,
    mostMs: number,
    run: () => Promise<unknown>,
    times = quick ? 1 : TIMES,
  ) => {
    const took: number[] = [];
    let [block, other, cpu] = [0, 0, 0];
    for (let time = 0; time < times; time += 1) {
      await service.ask<Health>('health');
      const stop = others();
      const begun = performance.now();
      await run();
      took.push(performance.now() - begun);
      other = Math.max(other, await stop());
      const health = await service.ask<Health>('health');
      block = Math.max(block, health.longestBlockMs);
      cpu += health.cpuMs / times;
    }
    const ms = [...took].sort((a, b) => a - b)[Math.floor(took.length / 2)] ?? Number.NaN;
    const cells = [took[0] ?? 0, ms, cpu, block, other].map((value) => value.toFixed(0).padStart(12));
    say(`${what.padEnd(44)}${cells.join('')}`);
    if (quick) return;
    if (ms > mostMs) failures.push(`${what}: ${ms.toFixed(0)} ms, and ${mostMs} is the most`);
    if (block > MOST_BLOCK_MS)
      failures.push(
        `${what}: nothing else went on for ${block.toFixed(0)} ms, and ${MOST_BLOCK_MS} is the most`,
      );
  };
  const ok = async (answer: Promise<{ readonly status: number }>): Promise<void> => {
    const { status } = await answer;
    if (status !== 200) throw new Error(`a turn was answered with ${status}`);
  };
  let made = 0;
  const create = async (person: typeof mia) => {
    made += 1;
    const name = `new ${made}`;
    const page = JSON.stringify((await teams.openDialog(person, { verb: 'create.open', name })).body);
    const formKey = /"formKey":"([^"]+)"/.exec(page)?.[1] ?? '';
    const typed = { name, lifespan: '30', date: '', preset: 'clone' };
    await ok(teams.submitDialog(person, { verb: 'create.submit', formKey, ...typed }));
  };
  const idOf = (page: unknown): string => /"tokenId":"([^"]+)"/.exec(JSON.stringify(page))?.[1] ?? '';

  say(
    `${'what'.padEnd(44)}${['first ms', 'middle ms', 'cpu ms', 'block ms', 'other ms'].map((head) => head.padStart(12)).join('')}`,
  );
  // The first turns of a process load and compile what all later ones use.
  const otto = act(people['Otto Other']);
  for (const text of ['/pat list', '/pat show build-server-7', '/pat new']) await ok(teams.say(otto, text));
  await measure('nothing', 300, () => delay(200));
  await measure(`list of ${MANY} tokens`, 300, () => ok(teams.say(mia, '/pat list')));
  await measure(`show one of ${MANY} tokens`, 300, () => ok(teams.say(mia, '/pat show build-server-7')));
  let revoked = 100;
  await measure(`revoke one of ${MANY} tokens`, 300, async () => {
    revoked -= 1;
    const question = await teams.execute(
      mia,
      'list',
      { state: 'active', words: `build-server-${revoked % 40}`, page: 0 },
      'm1',
    );
    await ok(teams.execute(mia, 'revoke', { tokenId: idOf(question.body), back: {} }, 'm1'));
  });
  await measure(`create beside very many notices`, 300, () => create(nora));
  await measure(
    `revoke all of ${people['Rex Revokes'].tokenIds.length} tokens`,
    3_000,
    () => ok(teams.execute(rex, 'revoke-all', { asOf: Date.now(), back: {} }, 'm1')),
    1,
  );
  await measure(
    `${people['Uma Uses'].tokenIds.length} tokens of one person used`,
    10_000,
    async () => {
      const waiting = people['Uma Uses'].secrets.values();
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          for (const secret of waiting) await verify(secret);
        }),
      );
      await delay(300);
    },
    1,
  );
  return failures;
}
