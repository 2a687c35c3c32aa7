import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sinon from 'sinon';
import { skipUntested } from './skip-untested.ts';

const TESTS = fileURLToPath(new URL('..', import.meta.url));
/** What a machine can't do can't be tested on it: other systems than Windows have no Windows, root may write anywhere. */
const OF_THE_SYSTEM = /process\.(platform|getuid)/;

describe('a test whose tools are missing', () => {
  const required = process.env['REQUIRE_TOOLS'];
  const title = 'the example of nginx and git';
  const contextOf = (skip: () => void) =>
    ({ test: { fullTitle: () => title }, skip }) as unknown as Mocha.Context;

  beforeEach(() => {
    delete process.env['REQUIRE_TOOLS'];
  });
  afterEach(() => {
    sinon.restore();
    if (required === undefined) delete process.env['REQUIRE_TOOLS'];
    else process.env['REQUIRE_TOOLS'] = required;
  });

  it('is skipped, and the output names it and what is missing', () => {
    const written = sinon.stub(process.stderr, 'write').returns(true);
    const skip = sinon.fake();
    skipUntested(contextOf(skip), ['nginx', 'git']);
    const text = String(written.firstCall.args[0]);
    sinon.restore();
    sinon.assert.calledOnce(skip);
    assert.match(text, new RegExp(`NOT TESTED, this machine lacks nginx and git: ${title}$`, 'm'));
  });

  it('fails where REQUIRE_TOOLS is set, whatever to', () => {
    for (const value of ['1', 'yes', '0']) {
      process.env['REQUIRE_TOOLS'] = value;
      const skip = sinon.fake();
      assert.throws(() => skipUntested(contextOf(skip), ['nginx']), /lacks nginx.*REQUIRE_TOOLS/);
      sinon.assert.notCalled(skip);
    }
  });

  it('runs when nothing is missing', () => {
    process.env['REQUIRE_TOOLS'] = '1';
    const skip = sinon.fake();
    skipUntested(contextOf(skip), []);
    sinon.assert.notCalled(skip);
  });

  it('is skipped by this rule only, so that CI never passes over it', async () => {
    const entries = await readdir(TESTS, { recursive: true, withFileTypes: true });
    const files = entries.filter(({ name }) => name.endsWith('.ts') && !name.startsWith('skip-untested'));
    const others: string[] = [];
    for (const { parentPath, name } of files) {
      const lines = (await readFile(join(parentPath, name), 'utf8')).split('\n');
      others.push(
        ...lines
          .filter((line) => /\bskip\(|\b(it|describe)\.skip\b|\bx(it|describe)\(/.test(line))
          .filter((line) => !OF_THE_SYSTEM.test(line))
          .map((line) => `${name}: ${line.trim()}`),
      );
    }
    assert.deepEqual(others, [], 'call skipUntested instead');
  });
});
