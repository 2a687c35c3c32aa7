import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADA } from '../core/samples.ts';
import { closeListeners, setUpVerify } from '../http/verification/setup.ts';
import { get } from './attempt.ts';
import { CGI_TOOLS, type CgiProgram, writeCgiProgram } from './cgi-backend.ts';
import { describeRefusals } from './describe-refusals.ts';
import { exchange } from './exchange.ts';
import { GIT_SERVER_TOOLS, type GitServer, startGitServer } from './git-server.ts';
import { encoded } from './seen-request.ts';
import { smuggledMessages } from './smuggled-messages.ts';
import { smuggledNames } from './smuggled-names.ts';
import { needTools } from './tools.ts';

const TOOLS = [...GIT_SERVER_TOOLS, ...CGI_TOOLS];

describe('what the example of nginx and git tells hooks', function () {
  this.timeout(60_000);
  let folder: string;
  let program: CgiProgram;
  let server: GitServer;
  let secret: string;

  before(async function () {
    await needTools(this, TOOLS);
    const world = await setUpVerify();
    folder = await mkdtemp(join(tmpdir(), 'patkeeper-hooks-'));
    program = await writeCgiProgram(folder);
    server = await startGitServer(`http://127.0.0.1:${world.port}`, program.path);
    ({ secret } = await world.create({ scopes: ['vso.code_write'] }));
  });

  after(async () => {
    await server?.stop();
    await closeListeners();
    await rm(folder, { recursive: true, force: true });
  });

  it('is who somebody is, and nothing that a client says of itself', async () => {
    const { host, port } = new URL(server.url);
    const honest = { title: 'honest', bytes: get('', []).bytes };
    let passed = 0;
    for (const { title, bytes } of [honest, ...smuggledNames(), ...smuggledMessages()]) {
      const { status } = await exchange(Number(port), bytes(host, `Basic ${encoded(secret)}`));
      if (status === 200) passed += 1;
      for (const variables of await program.taken()) {
        const { REMOTE_USER, ...others } = Object.fromEntries(variables);
        assert.equal(REMOTE_USER, ADA.objectId, title);
        assert.deepEqual(
          Object.keys(others).filter((name) => name.startsWith('HTTP_')),
          [],
          title,
        );
        assert.doesNotMatch(JSON.stringify(others), /evil|smuggled|X.Auth/i, title);
        assert.ok(!JSON.stringify(others).includes(encoded(secret)), title);
      }
    }
    assert.ok(passed > 50, `${passed} requests got through`);
  });
});

describe('the example of nginx and git', () => {
  describeRefusals({
    tools: TOOLS,
    async start({ verifyPort }) {
      const server = await startGitServer(`http://127.0.0.1:${verifyPort}`);
      return { port: Number(new URL(server.url).port), stop: () => server.stop() };
    },
  });
});
