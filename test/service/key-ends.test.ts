import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { createAdministratorNotices } from '../../src/core/administration/administrator-notices.ts';
import { writeKeyEnd } from '../../src/core/administration/key-end-detail.ts';
import { noticeAboutPerson } from '../../src/core/notices/notices.ts';
import { createOrganizationOf } from '../../src/core/tokens/organization-of.ts';
import { examineKeyEnds } from '../../src/doctor/key-ends.ts';
import { createKeyNotices, readKeyEnds, watchKeyEnds } from '../../src/service/key-ends.ts';
import { noticeCard } from '../../src/teams/features/notice-card.ts';
import { ADA, BOB, POLICY, sampleContact } from '../core/samples.ts';
import { selfSigned } from '../identity/self-signed.ts';
import { createFakeStore } from '../support/fake-store.ts';
import { dataOf, ENGLISH } from '../support/feature-world.ts';
import { createFixedClock, until } from '../support/fixed-clock.ts';
import { createSilentLog } from '../support/silent-log.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const GUID = '11111111-2222-4333-8444-555555555555';
const BOT = { MicrosoftAppType: 'SingleTenant', MicrosoftAppId: GUID, MicrosoftAppTenantId: GUID };
const SECRET = { MicrosoftAppPassword: 'a password of this test' };
const AZURE = { AUTHORITIES: 'azure-devops', PUBLIC_URL: 'https://patkeeper.example.com' };
const OTHER = { ENTRA_CLIENT_ID: '99999999-2222-4333-8444-555555555555', ENTRA_CLIENT_SECRET: 'another one' };

describe('the keys of Patkeeper itself', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patkeeper-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const dayFromNow = (days: number) =>
    new Date(createFixedClock().now() + days * DAY).toISOString().slice(0, 10);
  async function certificate(end: Date): Promise<string> {
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const path = join(folder, `${end.getTime()}.pem`);
    await writeFile(
      path,
      `${keys.privateKey.export({ type: 'pkcs8', format: 'pem' })}${selfSigned(keys, end)}`,
    );
    return path;
  }
  const keysOf = async (config: Config) =>
    (await readKeyEnds(config, createFixedClock())).map(({ key, end, setting }) => [key, setting, end]);

  it('end when a setting says so, or the certificate', async () => {
    const dates = { MicrosoftAppPasswordExpires: '2027-05-31', ENTRA_CLIENT_SECRET_EXPIRES: '2027-06-30' };
    assert.deepEqual(await keysOf(loadConfig({ ...BOT, ...SECRET, ...AZURE, ...OTHER, ...dates })), [
      ['bot-secret', 'MicrosoftAppPassword', Date.parse('2027-05-31')],
      ['sign-in-secret', 'ENTRA_CLIENT_SECRET', Date.parse('2027-06-30')],
    ]);
    const path = await certificate(new Date('2099-01-01T00:00:00Z'));
    const signIn = { ...OTHER, ENTRA_CLIENT_SECRET: '', ENTRA_CLIENT_CERTIFICATE: path };
    const config = loadConfig({ ...BOT, MicrosoftAppCertificate: path, ...AZURE, ...signIn });
    assert.deepEqual(await keysOf(config), [
      ['bot-certificate', 'MicrosoftAppCertificate', Date.parse('2099-01-01')],
      ['sign-in-certificate', 'ENTRA_CLIENT_CERTIFICATE', Date.parse('2099-01-01')],
    ]);
  });

  it('are told of once when they serve both, and not at all when nobody knows', async () => {
    const known = { ...BOT, ...SECRET, ...AZURE, MicrosoftAppPasswordExpires: '2027-05-31' };
    assert.deepEqual((await keysOf(loadConfig(known))).length, 1);
    assert.deepEqual(await keysOf(loadConfig({ ...BOT, ...SECRET })), []);
    assert.deepEqual(await keysOf(loadConfig({ MODE: 'local' })), []);
  });

  it('are logged of 30, 7 and 1 days before their end and at it, once each', () => {
    const clock = createFixedClock();
    const log = createSilentLog();
    const key = { key: 'bot-secret', end: clock.now() + 31 * DAY, setting: 'MicrosoftAppPassword' } as const;
    const end = watchKeyEnds({ keys: [key], clock, log, later: clock.later });
    const told = () => log.lines.map(({ level, fields }) => [level, Reflect.get(fields, 'days')]);
    const pass = (days: number) => {
      for (let hour = 0; hour < days * 24; hour += 1) clock.advance(HOUR);
    };
    assert.deepEqual(told(), []);
    pass(40);
    assert.deepEqual(told(), [
      ['warn', 30],
      ['warn', 7],
      ['error', 1],
      ['error', 0],
    ]);
    end();
    assert.equal(clock.waiting(), 0);
  });

  it('are logged of at the start when little time is left', () => {
    const clock = createFixedClock();
    const log = createSilentLog();
    const key = {
      key: 'bot-certificate',
      end: clock.now() + 3.5 * DAY,
      setting: 'MicrosoftAppCertificate',
    } as const;
    watchKeyEnds({ keys: [key], clock, log, later: clock.later })();
    assert.deepEqual(
      log.lines.map(({ fields }) => fields),
      [{ key: 'bot-certificate', setting: 'MicrosoftAppCertificate', days: 3 }],
    );
  });

  it('of the database are a password whose end is written down, and the certificates that its address names', async () => {
    const [own, authority] = [new Date('2099-02-01T00:00:00Z'), new Date('2099-03-01T00:00:00Z')];
    const address = `postgres://pat:pw@db.example.com/pat?sslmode=verify-full&sslcert=${await certificate(own)}&sslrootcert=${await certificate(authority)}`;
    const database = {
      STORE: 'postgres',
      TOKEN_PEPPER: Buffer.alloc(32, 7).toString('base64'),
      DATABASE_URL: address,
    };
    const dates = { DATABASE_PASSWORD_EXPIRES: '2099-01-01' };
    assert.deepEqual(await keysOf(loadConfig({ ...BOT, ...SECRET, ...database, ...dates })), [
      ['database-password', 'DATABASE_URL', Date.parse('2099-01-01')],
      ['database-certificate', 'DATABASE_URL', own.getTime()],
      ['database-authority', 'DATABASE_URL', authority.getTime()],
    ]);
    const nowhere = 'postgres://pat:pw@db.example.com/pat?sslmode=verify-full&sslrootcert=/nowhere.pem';
    assert.deepEqual(await keysOf(loadConfig({ ...BOT, ...SECRET, ...database, DATABASE_URL: nowhere })), []);
  });

  it('are told to each administrator 30, 7 and 1 days before their end, once, whichever replica looks', async () => {
    const [clock, store, log] = [createFixedClock(), createFakeStore(), createSilentLog()];
    await store.contacts.save(sampleContact(ADA));
    const end = clock.now() + 31 * DAY;
    const keys = [
      { key: 'bot-secret', end, setting: 'MicrosoftAppPassword' },
      { key: 'database-password', end, setting: 'DATABASE_URL' },
    ] as const;
    const owe = createAdministratorNotices({ clock, store, administrators: [ADA, BOB], wake: () => {} });
    const replica = () => createKeyNotices({ keys, clock, log, owe, later: clock.later });
    const replicas = [replica(), replica()];
    for (const one of replicas) one.start();
    const toldTo = async (person: typeof ADA) =>
      (await store.listNotices(person, '')).map(({ detail = '', dueAt }) => [
        (JSON.parse(detail) as { key: string }).key,
        Math.ceil((end - dueAt) / DAY),
      ]);
    async function pass(days: number): Promise<void> {
      for (let hour = 0; hour < days * 24; hour += 1) {
        await until(() => clock.waiting() === replicas.length);
        clock.advance(HOUR);
      }
      await until(() => clock.waiting() === replicas.length);
    }
    await pass(26);
    // Whom the bot gets to know later hears of what is near then.
    await store.contacts.save(sampleContact(BOB));
    await pass(10);
    const both = (days: number) => [
      ['bot-secret', days],
      ['database-password', days],
    ];
    assert.deepEqual(await toldTo(ADA), [...both(30), ...both(7), ...both(1)]);
    assert.deepEqual(await toldTo(BOB), [...both(5), ...both(1)]);
    await Promise.all(replicas.map((one) => one.stop()));
    assert.deepEqual([clock.waiting(), log.lines], [0, []]);
  });

  it('are named on the card with the setting that holds them, and never with what it holds', () => {
    const now = createFixedClock().now();
    const organizationOf = createOrganizationOf({ known: [] });
    const cardOf = (detail: string) =>
      dataOf(
        'message',
        noticeCard(
          noticeAboutPerson('key-ends', ADA, now, detail),
          undefined,
          now,
          organizationOf,
          POLICY,
          ENGLISH,
        ),
      );
    const detail = { key: 'bot-secret', setting: 'MicrosoftAppPassword', end: now + 7 * DAY } as const;
    const { title, text } = cardOf(writeKeyEnd(detail));
    assert.equal(title, 'The secret of Patkeeper’s bot ends in 7 days');
    assert.match(text, /From 22 Jan 2026 on, it no longer works\. It’s in the setting MicrosoftAppPassword/);
    assert.match(cardOf(writeKeyEnd({ ...detail, end: now - 1 })).title, /ended on/);
    for (const broken of ['', '{', '{"key":"another","setting":"X","end":1}'])
      assert.match(cardOf(broken).title, /patkeeper doctor/);
  });

  it('are a problem for the doctor in their last week, a note in their last month', async () => {
    const clock = createFixedClock();
    const kinds = async (env: Readonly<Record<string, string>>) =>
      (await examineKeyEnds(loadConfig({ ...BOT, ...SECRET, ...env }), clock)).map(({ kind, text }) => [
        kind,
        /MicrosoftAppPassword(Expires)?/.exec(text)?.[0],
      ]);
    for (const [days, kind] of [
      [-1, 'problem'],
      [5, 'problem'],
      [20, 'note'],
      [90, 'ok'],
    ] as const)
      assert.deepEqual(await kinds({ MicrosoftAppPasswordExpires: dayFromNow(days) }), [
        [kind, 'MicrosoftAppPassword'],
      ]);
    assert.deepEqual(await kinds({}), [['note', 'MicrosoftAppPasswordExpires']]);
  });
});
