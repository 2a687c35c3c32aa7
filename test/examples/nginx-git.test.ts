import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSecret } from '../../src/core/secrets/secret.ts';
import {
  buttonData,
  cardOf,
  executeCard,
  type RunningService,
  runService,
} from '../support/running-service.ts';
import { GIT_SERVER_TOOLS, type GitServer, type GitUser, startGitServer } from './git-server.ts';
import { needTools } from './tools.ts';

/** More than git puts into one request with a length (http.postBuffer): it sends chunks then. */
const LARGE = 2 * 1024 * 1024;

describe('the example of nginx and git', function () {
  this.timeout(60_000);

  let world: RunningService;
  let server: GitServer;
  let ada: GitUser;
  let users = 0;

  before(async function () {
    await needTools(this, GIT_SERVER_TOOLS);
    world = await runService();
    server = await startGitServer(world.verifyUrl);
    const seed = await server.user('seed');
    await must(seed, 'init', '--initial-branch=main', 'project');
    await must(seed, '-C', 'project', 'commit', '--allow-empty', '--message', 'first');
    await must(seed, '-C', 'project', 'push', join(server.folder, 'repositories/project.git'), 'main');
  });

  after(async () => {
    await server?.stop();
    await world?.close();
  });

  beforeEach(async () => {
    users += 1;
    ada = await server.user(`ada-${users}`);
  });

  /** A token that git of `ada` remembers. */
  async function token(preset: 'clone' | 'push') {
    const created = await world.create(world.ada, `${preset} ${users}`, { preset });
    await ada.remember(created.secret);
    return created;
  }

  async function must(user: GitUser, ...args: readonly string[]): Promise<string> {
    const { ok, text } = await user.git(...args);
    assert.ok(ok, `git ${args.join(' ')}: ${text}`);
    return text;
  }

  async function refused(problem: RegExp, ...args: readonly string[]): Promise<void> {
    const { ok, text } = await ada.git(...args);
    assert.ok(!ok, `git ${args.join(' ')} should fail`);
    assert.match(text, problem);
  }

  const inProject = (...args: readonly string[]) => ['-C', 'project', ...args];

  it('clones with a token for reading, and refuses its push with a sentence', async () => {
    const { secret } = await token('clone');
    await must(ada, 'clone', server.url);
    assert.match(await must(ada, ...inProject('log', '--format=%s')), /^first$/m);
    await must(ada, ...inProject('commit', '--allow-empty', '--message', 'never there'));
    await refused(
      /lacks the scope vso\.code_write.*\/pat new.*error: 403/s,
      ...inProject('push', 'origin', 'HEAD:refused'),
    );
    assert.ok((await ada.remembered()).includes(secret), 'git keeps the credential');
    assert.doesNotMatch(await must(ada, ...inProject('ls-remote')), /refused/);
  });

  it('pushes with a token for writing, whose secret hooks do not get to see', async () => {
    const { secret } = await token('push');
    const hook = '#!/bin/sh\nenv > seen-by-hook\n';
    const repository = join(server.folder, 'repositories/project.git');
    await writeFile(join(repository, 'hooks/post-receive'), hook, { mode: 0o755 });
    await must(ada, 'clone', server.url);
    await writeFile(join(ada.folder, 'project/large'), randomBytes(LARGE));
    await must(ada, ...inProject('add', 'large'));
    await must(ada, ...inProject('commit', '--message', 'large'));
    await must(ada, ...inProject('push', 'origin', 'HEAD:large'));
    assert.match(await must(ada, ...inProject('ls-remote')), /refs\/heads\/large$/m);
    assert.ok((await ada.remembered()).includes(secret));
    const seen = await readFile(join(repository, 'seen-by-hook'), 'utf8');
    assert.match(seen, /^REMOTE_USER=[0-9a-f-]{36}$/m);
    assert.doesNotMatch(seen, /AUTHORIZATION/);
    assert.ok(!seen.includes(secret));
  });

  it('refuses a revoked token at the very next fetch, and git forgets it', async () => {
    const { secret, id } = await token('clone');
    await must(ada, 'clone', server.url);
    await must(ada, ...inProject('fetch'));
    await world.teams.say(world.ada, `/pat revoke clone ${users}`);
    const question = cardOf(world.connector.sent.at(-1));
    const { verb, ...data } = buttonData(question, 'revoke');
    assert.equal(data['tokenId'], id);
    executeCard(await world.teams.execute(world.ada, String(verb), data, 'message-1'));
    await refused(/Authentication failed/, ...inProject('fetch'));
    assert.equal(await ada.remembered(), '');
    const answer = await ask('GET', '/info/refs?service=git-upload-pack', secret);
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get('www-authenticate'), 'Basic realm="Patkeeper"');
  });

  it('asks for another password once a token has expired, whatever others behind the same address present', async () => {
    const { secret } = await token('clone');
    await must(ada, 'clone', server.url);
    const refs = '/info/refs?service=git-upload-pack';
    const statusOf = async (given: string) => (await ask('GET', refs, given)).status;
    const dead = generateSecret().secret.reveal();
    // As often as a build machine asks in two minutes, and as many secrets as a guesser has.
    for (let i = 0; i < 120; i += 1) {
      for (const given of ['pat_dead', dead]) assert.equal(await statusOf(given), 401);
      await statusOf(generateSecret().secret.reveal());
    }
    await must(ada, ...inProject('fetch'));
    await world.teams.say(world.ada, '/pat clock +720h');
    assert.equal(await statusOf(dead), 401);
    await refused(/Authentication failed|could not read/, ...inProject('fetch'));
    assert.equal(await ada.remembered(), '');
    assert.equal(await statusOf(secret), 401);
    users += 1;
    await token('clone');
    await must(ada, ...inProject('fetch'));
  });

  it('fails while nobody can verify tokens, and git keeps the credential for later', async () => {
    const { secret } = await token('clone');
    await must(ada, 'clone', server.url);
    const { port } = new URL(world.verifyUrl);
    await world.stop();
    try {
      await refused(/can't be verified at the moment.*error: 503/s, ...inProject('fetch'));
      assert.ok((await ada.remembered()).includes(secret));
    } finally {
      await world.restart({ VERIFY_PORT: port });
    }
    await must(ada, ...inProject('fetch'));
  });

  it('takes no other path for reading than the two of a fetch', async () => {
    const { secret } = await token('clone');
    const post = (path: string) => ask('POST', path, secret);
    const service = 'service=git-upload-pack';
    for (const path of [
      '/git-receive-pack',
      `/git-receive-pack?${service}`,
      `/git-receive-pack?/info/refs?${service}`,
      '/git-receive-pack?x=/git-upload-pack',
      '/git-receive%2Dpack',
      '/git-upload-pack/../git-receive-pack',
      '/%67it-receive-pack',
    ])
      assert.equal((await post(path)).status, 403, path);
    for (const query of ['', 'service=git-receive-pack', `${service}&service=git-receive-pack`])
      assert.equal((await ask('GET', `/info/refs?${query}`, secret)).status, 403, query);
    assert.equal((await ask('GET', `/info/refs?${service}`, secret)).status, 200);
  });

  function ask(method: string, path: string, secret: string): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`patkeeper:${secret}`).toString('base64')}`;
    return fetch(server.url + path, { method, headers: { Authorization: authorization } });
  }
});
