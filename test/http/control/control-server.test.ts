import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { OperatorError } from '../../../src/core/errors.ts';
import { askService } from '../../../src/http/control/ask-service.ts';
import {
  type ControlCommand,
  type ControlServer,
  startControlServer,
} from '../../../src/http/control/control-server.ts';
import { controlSocket } from '../../../src/http/control/control-socket.ts';
import { createSilentLog } from '../../support/silent-log.ts';

describe('the control socket', () => {
  let dataDir: string;
  const servers: ControlServer[] = [];
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'patkeeper-control-'));
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close(0)));
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(commands: Readonly<Record<string, ControlCommand>>, warnings: unknown[] = []) {
    const log = {
      ...createSilentLog(),
      warn: (_fields: object, message: string) => void warnings.push(message),
    };
    const server = await startControlServer({ dataDir, commands, log });
    servers.push(server);
    return server;
  }

  async function* count(input: unknown): AsyncGenerator<unknown> {
    for (let at = 0; at < Object(input).to; at += 1) yield { at };
  }

  async function all(values: AsyncIterable<unknown> | undefined): Promise<unknown[]> {
    const found = [];
    for await (const value of values ?? assert.fail('nobody listens')) found.push(value);
    return found;
  }

  /** As any program may ask. */
  function ask(method: string, path: string, body = '{}'): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const asked = request({ socketPath: controlSocket(dataDir), method, path }, (response) => {
        text(response).then((read) => resolve({ status: response.statusCode ?? 0, body: read }), reject);
      });
      asked.on('error', reject).end(body);
    });
  }

  it('hands the input to the command and its values to who asked', async () => {
    await start({ count });
    assert.deepEqual(await all(await askService(dataDir, 'count', { to: 3 })), [
      { at: 0 },
      { at: 1 },
      { at: 2 },
    ]);
    assert.deepEqual(await all(await askService(dataDir, 'count', {})), []);
  });

  it('is for its own user alone, leaves nothing else in the folder, and goes with the server', async () => {
    const server = await start({ count });
    assert.equal((await stat(controlSocket(dataDir))).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(dataDir), ['control.sock']);
    await server.close(0);
    assert.deepEqual(await readdir(dataDir), []);
    assert.equal(await askService(dataDir, 'count', {}), undefined);
  });

  it('takes the place of what a killed service left', async () => {
    await writeFile(controlSocket(dataDir), '');
    await mkdir(join(dataDir, 'control-AbCdEf'));
    await start({ count });
    assert.deepEqual(await readdir(dataDir), ['control.sock']);
    assert.equal((await all(await askService(dataDir, 'count', { to: 1 }))).length, 1);
  });

  it('refuses what is no command, no JSON, or too much', async () => {
    await start({ count });
    for (const [method, path] of [
      ['GET', '/count'],
      ['POST', '/'],
      ['POST', '/constructor'],
      ['POST', '/cuont'],
    ] as const)
      assert.equal((await ask(method, path)).status, 404, `${method} ${path}`);
    assert.equal((await ask('POST', '/count', '{"to":')).status, 400);
    assert.equal((await ask('POST', '/count', `"${'x'.repeat(64 * 1024)}"`)).status, 413);
    await assert.rejects(askService(dataDir, 'cuont', {}), {
      code: 'refused',
      message: /does not know the command “cuont”/,
    });
  });

  it('says why a command failed where that is for people, and nothing of any other error', async () => {
    const failing = (error: Error): ControlCommand =>
      async function* () {
        yield 1;
        throw error;
      };
    await start({
      known: failing(new OperatorError('store-refused', 'The disk is full.')),
      unknown: failing(new Error('at /secret/place')),
    });
    const { body } = await ask('POST', '/unknown');
    assert.match(body, /Its log says why/);
    assert.doesNotMatch(body, /secret/);
    const known = askService(dataDir, 'known', {}).then(all);
    await assert.rejects(known, { code: 'refused', message: 'The disk is full.' });
  });

  it('never takes an answer that was cut off for a whole one', async () => {
    let wait = (): void => {};
    const server = await start({
      async *slow() {
        yield 1;
        await new Promise<void>((resolve) => {
          wait = resolve;
        });
      },
    });
    const values = (await askService(dataDir, 'slow', {}))?.[Symbol.asyncIterator]();
    assert.deepEqual(await values?.next(), { done: false, value: 1 });
    const rest = assert.rejects(async () => values?.next(), {
      code: 'refused',
      message: /ended before it had answered/,
    });
    await server.close(1);
    await rest;
    wait();
  });

  it('lets the service run without it where a path is too long, and says so', async () => {
    dataDir = join(dataDir, 'd'.repeat(100));
    await mkdir(dataDir);
    const warnings: unknown[] = [];
    await start({ count }, warnings);
    assert.match(String(warnings[0]), /backup can’t reach this process/);
    assert.equal(await askService(dataDir, 'count', {}), undefined);
  });
});
