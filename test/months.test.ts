import assert from 'node:assert/strict';
import { migratedDatabase } from './stores/postgres/opened-postgres-store.ts';
import { createEntraProvisioning } from './support/entra-provisioning.ts';
import { CLEO, chooseReader, type Deed, type Months, type Row, startMonths } from './support/months.ts';
import { buttonData, dialogCard, secretOn } from './support/running-service.ts';
import type { DrivenPerson } from './support/teams-driver.ts';

/** A Thursday. Clocks are set back in Europe on 25 October, and in New York on 1 November. */
const START = Date.UTC(2026, 9, 1, 9);
const DAY = 24;
const DAYS = 101;
const SCIM_TOKEN = 'provisioning-of-the-test-of-months';

const person = (name: string, number: number, zone: string): DrivenPerson => ({
  name,
  id: `29:${name}`,
  aadObjectId: `${number}0000000-0000-4000-8000-000000000001`,
  zone,
});
const ada = person('Ada', 1, 'Europe/Berlin');
const ben = person('Ben', 2, 'Asia/Tokyo');
const cy = person('Cy', 3, 'Europe/London');
/** Lives in New York, and goes to Tokyo on the twentieth day. */
const dee = person('Dee', 4, 'America/New_York');
const deeThere = { ...dee, name: 'Dee in Tokyo', zone: 'Asia/Tokyo' };
const eva = person('Eva', 5, 'Europe/Madrid');
const finn = person('Finn', 6, 'Europe/Helsinki');
const gus = person('Gus', 7, 'Asia/Kolkata');

/** Everything that everybody is told in these days, by their own clocks. Nothing else may come. */
const TOLD: readonly Row[] = [
  ['2026-10-01 11:00', 'Ada', 'A new token was created: build'],
  ['2026-11-30 10:00', 'Ada', 'build expires in 30 days'],
  // Then she presses "Got it", so that nothing comes the day before, and nobody else is told.
  ['2026-12-23 10:00', 'Ada', 'build expires in 7 days'],
  ['2026-12-30 10:00', 'Ada', 'build has expired. It ended on Dec 30, 2026, 10:00 AM.'],

  // She answers nothing, and Ben is the second reader: for him it is 23:00 then, so he reads both in the morning.
  ['2026-10-01 16:00', 'Ada', 'A new token was created: shared'],
  [
    '2026-10-02 07:00',
    'Ben',
    'Ada made you the second reader of the token shared. It ends on Oct 31, 2026, 11:00 PM.',
  ],
  ['2026-10-24 16:00', 'Ada', 'shared expires in 7 days'],
  ['2026-10-30 15:00', 'Ada', 'shared expires in 24 hours'],
  ['2026-10-31 07:00', 'Ben', 'Ada’s token shared ends in 16 hours. It ends on Oct 31, 2026, 11:00 PM.'],
  ['2026-10-31 15:00', 'Ada', 'shared has expired. It ended on Oct 31, 2026, 3:00 PM.'],

  // The seven days come in the night in which the clocks are set back, an hour before; the last day waits for the morning.
  ['2026-10-02 02:00', 'Ada', 'A new token was created: night'],
  ['2026-10-25 02:00', 'Ada', 'night expires in 7 days'],
  ['2026-10-31 08:00', 'Ada', 'night expires in 17 hours'],
  ['2026-11-01 01:00', 'Ada', 'night has expired. It ended on Nov 1, 2026, 1:00 AM.'],

  // Nobody reaches Cy, so administrators hear of it when he would be reminded.
  ['2026-10-01 10:00', 'Cy', 'A new token was created: lost'],
  ['2026-10-24 11:00', 'Cleo', 'A token ends and nobody answers'],

  // The last day begins at 5:00 in Tokyo. In New York it would not be quiet.
  ['2026-10-01 16:00', 'Dee', 'A new token was created: roam'],
  ['2026-10-25 05:00', 'Dee in Tokyo', 'roam expires in 7 days'],
  ['2026-10-31 08:00', 'Dee in Tokyo', 'roam expires in 21 hours'],
  ['2026-11-01 05:00', 'Dee in Tokyo', 'roam has expired. It ended on Nov 1, 2026, 5:00 AM.'],

  // Nobody has answered for roam; the list with night has to wait until six hours after it.
  ['2026-10-30 21:00', 'Cleo', 'A token ends and nobody answers'],
  ['2026-10-31 03:00', 'Cleo', 'A token ends and nobody answers'],

  ['2026-10-01 12:00', 'Eva', 'A new token was created: unused'],
  ['2026-11-30 11:00', 'Eva', 'Does anything still need unused?'],
  // She keeps it.
  ['2026-10-01 12:00', 'Eva', 'A new token was created: kept'],
  ['2026-11-30 11:00', 'Eva', 'Does anything still need kept?'],
  // It is used after 30 days.
  ['2026-10-01 12:00', 'Eva', 'A new token was created: used'],
  ['2026-12-30 11:00', 'Eva', 'Does anything still need used?'],

  // Five days: a reminder on the last, and twelve hours to answer. One day: no reminder.
  ['2026-10-01 14:00', 'Eva', 'A new token was created: short'],
  ['2026-10-05 14:00', 'Eva', 'short expires in 24 hours'],
  ['2026-10-06 02:00', 'Cleo', 'A token ends and nobody answers'],
  ['2026-10-06 14:00', 'Eva', 'short has expired. It ended on Oct 6, 2026, 2:00 PM.'],
  ['2026-10-01 14:00', 'Eva', 'A new token was created: brief'],
  ['2026-10-02 14:00', 'Eva', 'brief has expired. It ended on Oct 2, 2026, 2:00 PM.'],

  // The new one is used at once, and nobody tries the old one for a day.
  ['2026-10-01 14:00', 'Finn', 'A new token was created: deploy'],
  ['2026-10-04 14:00', 'Finn', 'deploy has a new secret. The old one works until Oct 11, 2026, 2:00 PM.'],
  [
    '2026-10-05 14:00',
    'Finn',
    'The old token has ended. deploy was replaced, and the old one ended on Oct 5, 2026, 2:00 PM: git uses',
  ],
  ['2026-10-27 13:00', 'Finn', 'deploy expires in 7 days'],
  ['2026-11-02 12:00', 'Cleo', 'A token ends and nobody answers'],
  ['2026-11-03 13:00', 'Finn', 'deploy has expired. It ended on Nov 3, 2026, 1:00 PM.'],

  // He leaves after five days, and comes back after eight: nothing is said of a token that is refused, or revoked.
  ['2026-10-01 14:30', 'Gus', 'A new token was created: gone'],

  // The secret of the sign-in ends on 1 December, at midnight by UTC.
  ['2026-11-01 01:00', 'Cleo', 'The secret of Patkeeper’s sign-in ends in 30 days.'],
  ['2026-11-24 01:00', 'Cleo', 'The secret of Patkeeper’s sign-in ends in 7 days.'],
  ['2026-11-30 01:00', 'Cleo', 'The secret of Patkeeper’s sign-in ends in 24 hours.'],
];

/** What only comes where Patkeeper may end tokens that nobody uses. */
const ENDED_UNUSED: readonly Row[] = [
  [
    '2026-12-30 11:00',
    'Eva',
    'unused was revoked, because nobody used it. I asked you about it 30 days ago.',
  ],
];

/** What everybody does. */
function deedsIn(months: Months): readonly Deed[] {
  const { world } = months;
  const tokens = new Map<string, { readonly id: string; readonly secret: string }>();
  const token = (name: string) => tokens.get(name) ?? assert.fail(`there is no ${name}`);
  const create = async (who: DrivenPerson, name: string, days: number) =>
    tokens.set(name, await world.create(who, name, { lifespan: String(days) }));
  const choose = (who: DrivenPerson, besides: string, from: string, until: string) =>
    months.execute(who, 'reminders.set', { besides, from, until });
  const use = async (secret: string) => {
    const headers = { Authorization: `Bearer ${secret}` };
    const url = `${world.verifyUrl}/verify?scope=any&organization=any&service=git`;
    assert.equal((await fetch(url, { headers })).status, 200);
  };
  async function rotate(name: string): Promise<void> {
    const { id, secret } = token(name);
    const form = dialogCard(await world.teams.openDialog(finn, { verb: 'rotate.open', tokenId: id }));
    const typed = { name, lifespan: '30', scopes: 'keep', overlap: '168', quiet: '24' };
    const data = { ...buttonData(form, 'rotate.submit'), ...typed };
    const fresh = secretOn(dialogCard(await world.teams.submitDialog(finn, data)));
    await use(secret);
    await use(fresh);
  }
  async function setAccount(isActive: boolean): Promise<void> {
    const job = createEntraProvisioning(world.botUrl, SCIM_TOKEN);
    if (!isActive) await job.create({ objectId: gus.aadObjectId, email: 'gus@example.org' });
    assert.equal((await job.setActive(gus.aadObjectId, isActive)).status, 200);
  }

  return [
    [0, () => world.teams.say(CLEO, 'hi')],
    [0, () => world.teams.say(ben, 'hi')],
    [0, () => create(ada, 'build', 90)],
    [0, () => choose(ada, 'month,day', '20', '8')],
    [0, () => choose(ben, '', '22', '7')],
    [5, () => create(ada, 'shared', 30)],
    [5, () => chooseReader(months, ada, token('shared').id, ben)],
    [15, () => create(ada, 'night', 30)],
    [40 * DAY, () => use(token('build').secret)],
    [83 * DAY, () => months.press(ada, /build expires in 7 days/, 'reminder.answer')],

    [0, () => create(cy, 'lost', 30)],
    [2 * DAY, () => world.teams.install(cy, 'remove')],

    [11, () => create(dee, 'roam', 30)],
    [11, () => choose(dee, 'day', '22', '8')],
    [20 * DAY, () => world.teams.openDialog(deeThere, { verb: 'create.open', name: '' })],

    [1, () => create(eva, 'unused', 180)],
    [1, () => create(eva, 'kept', 180)],
    [1, () => create(eva, 'used', 180)],
    [30 * DAY + 1, () => use(token('used').secret)],
    [60 * DAY + 2, () => months.press(eva, /Does anything still need kept/, 'idle.keep')],
    [3, () => create(eva, 'short', 5)],
    [3, () => create(eva, 'brief', 1)],

    [2, () => create(finn, 'deploy', 30)],
    [3 * DAY + 2, () => rotate('deploy')],

    [0, () => create(gus, 'gone', 30)],
    [5 * DAY, () => setAccount(false)],
    [8 * DAY, () => setAccount(true)],
  ];
}

describe('a hundred days of several people, in one run of the service', function () {
  this.timeout(300_000);
  const settings = {
    SCIM_TOKEN,
    MAX_LIFESPAN_DAYS: '365',
    AUTHORITIES: 'builtin,azure-devops',
    // Nobody signs in there.
    ENTRA_AUTHORITY: 'http://127.0.0.1:9/99999999-2222-4333-8444-555555555555',
    ENTRA_CLIENT_ID: '99999999-2222-4333-8444-555555555555',
    ENTRA_CLIENT_SECRET: 'a secret of this test',
    ENTRA_CLIENT_SECRET_EXPIRES: '2026-12-01',
  };
  const onPostgres = async () => ({
    STORE: 'postgres',
    DATABASE_URL: await migratedDatabase(),
    TOKEN_PEPPER: Buffer.alloc(32, 'pepper of the months').toString('base64'),
    CACHE_KEY: Buffer.alloc(32, 'key of the months').toString('base64'),
  });
  const runs = [
    ['the data folder, where unused tokens may be ended', async () => ({ END_IDLE: 'on' }), ENDED_UNUSED],
    ['PostgreSQL, where they are only asked about', onPostgres, []],
  ] as const;

  for (const [where, more, besides] of runs)
    it(`brings exactly the messages that are promised, each once and in its hour, on ${where}`, async () => {
      const people = [ada, ben, cy, dee, deeThere, eva, finn, gus, CLEO];
      const months = await startMonths(START, people, { ...settings, ...(await more()) });
      try {
        const expected = [...TOLD, ...besides];
        await months.pass(DAYS * DAY, deedsIn(months), expected);
        const told = months.told(expected);
        assert.deepEqual([...told].sort(), [...expected].sort());
      } finally {
        await months.close();
      }
    });
});
