import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type AzureWorld, startAzureWorld } from '../support/azure-world.ts';
import { buildPrograms } from '../support/build-programs.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { LOCAL_TENANT_ID } from '../support/fake-entra/fake-people.ts';
import type { Fault } from '../support/fake-http/fault.ts';
import { buttonData, dialogCard, messageText } from '../support/running-service.ts';
import { createTeamsDriver } from '../support/teams-driver.ts';

const HOUR = 60 * 60 * 1000;

/** The steps of a rotation at which nothing comes back from Azure DevOps any more, by the token that stops there. */
const STEPS = {
  'before-create': ['create', { kind: 'hang', when: 'before' }],
  'after-create': ['create', { kind: 'hang', when: 'after' }],
  'before-shorten': ['update', { kind: 'hang', when: 'before' }],
  'after-shorten': ['update', { kind: 'hang', when: 'after' }],
} as const satisfies Readonly<Record<string, readonly ['create' | 'update', Fault]>>;
const NAMES = ['before-create', 'after-create', 'before-shorten', 'after-shorten'] as const;

describe('a service that is killed in the middle of rotations', function () {
  // It starts a whole process, several seconds on a busy machine.
  this.timeout(30_000);

  let world: AzureWorld;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    world = await startAzureWorld();
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await world.close();
  });

  /** Starts the program on the data of the world's service, which has stopped; gives where its bot is. */
  async function startChild(): Promise<string> {
    const { service, settings } = world;
    const env = {
      MODE: 'local',
      LOCAL_KEY: 'off',
      PORT: '0',
      VERIFY_PORT: '0',
      LOCAL_CHAT: 'off',
      ...settings,
      DATA_DIR: service.dataDir,
    };
    const started = spawn(process.execPath, [buildPrograms().programOf('src/patkeeper.ts'), 'serve'], {
      cwd: service.dataDir,
      env: childEnvironment(env),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = started;
    let text = '';
    for await (const chunk of started.stdout) {
      text += String(chunk);
      const [, url] = /Bot: (\S+)\/api\/messages/.exec(text) ?? [];
      if (url !== undefined) return url;
    }
    throw new Error(`the program ended: ${text}`);
  }

  const requests = (operation: string) =>
    world.azure.requests.filter((one) => one.operation === operation).length;

  it('leaves the old token or both of each, and says so after the next start', async () => {
    const { service, azure, ada } = world;
    await world.signIn(ada);
    const old = new Map<string, Awaited<ReturnType<AzureWorld['create']>>>();
    for (const name of NAMES) old.set(name, await world.create(ada, name));
    await service.stop();
    const botUrl = await startChild();
    const { serviceUrl } = service.connector;
    const teams = createTeamsDriver({ botUrl, serviceUrl, tenantId: LOCAL_TENANT_ID });
    const forms: object[] = [];
    for (const name of NAMES) {
      const open = { verb: 'rotate.open', tokenId: old.get(name)?.id };
      const data = buttonData(dialogCard(await teams.openDialog(ada, open)), 'rotate.submit');
      const organization = 'azure-devops:harbour';
      const rest = { date: '', lifespan: '30', scopes: 'keep', overlap: '24' };
      forms.push({ ...data, name, organization, ...rest });
    }
    for (const [index, name] of NAMES.entries()) {
      const [operation, fault] = STEPS[name];
      azure.failNext(operation, fault);
      const before = requests(operation);
      const cutOff = teams.submitDialog(ada, forms[index] ?? {});
      cutOff.catch(() => {});
      while (requests(operation) === before) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(child);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;

    const activeOf = (name: string) =>
      azure.tokens('ada').filter((one) => one.displayName === name && one.revokedAt === undefined).length;
    assert.deepEqual(NAMES.map(activeOf), [1, 2, 2, 2]);
    for (const [name, { secret }] of old) assert.ok(azure.isUsable(secret), name);

    const long = new Date(Date.now() - 60_000);
    await utimes(join(service.dataDir, 'lock'), long, long); // nobody waits for it to become stale
    await world.restartLater(1);
    for (const name of ['before-create', 'after-create'])
      await service.untilSaid(ada, new RegExp(`${name} +wasn’t replaced.*The old token still works`));
    for (const name of ['before-shorten', 'after-shorten'])
      await service.untilSaid(ada, new RegExp(`New secret +${name} .*Then it ends by itself`));
    const told = service.saidTo(ada).map(messageText);
    assert.equal(told.filter((text) => /wasn’t replaced/.test(text)).length, 2);
    for (const [name, { secret }] of old) assert.ok(azure.isUsable(secret), name);

    // The earlier end that never reached Azure DevOps gets there with the next look.
    const { authorizationId } = old.get('before-shorten') ?? {};
    const there = () => azure.tokens('ada').find((one) => one.authorizationId === authorizationId);
    const hours = () => Math.round(((there()?.validTo ?? 0) - (there()?.validFrom ?? 0)) / HOUR);
    assert.equal(hours(), 30 * 24);
    await service.teams.say(ada, '/pat list');
    assert.equal(hours(), 24);
    // The new token of which nobody has the secret is told of as what it is: unknown.
    await service.untilSaid(ada, /A token was created elsewhere +after-create/);
    await world.pass(24);
    await service.untilSaid(ada, /The old token has ended.*before-shorten was replaced/);
    await service.untilSaid(ada, /The old token has ended.*after-shorten was replaced/);
  });
});
