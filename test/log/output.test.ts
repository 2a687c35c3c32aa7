import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import sinon from 'sinon';
import { createLogOutput } from '../../src/log/output.ts';

const WRITER = fileURLToPath(new URL('../support/log-writer.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

describe('the output of the log', () => {
  /** A stream whose reader takes a line when it is told to. */
  function setUp(most = 50) {
    const read: string[] = [];
    let next: (() => void) | undefined;
    const stream = new Writable({
      decodeStrings: false,
      highWaterMark: 1,
      write(line: string, _encoding, done) {
        read.push(line);
        next = done;
      },
    });
    const onDropped = sinon.spy();
    const output = createLogOutput({ stream, onDropped, most });
    const readAll = async () => {
      while (next !== undefined) {
        const done = next;
        next = undefined;
        done();
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    return { read, stream, onDropped, output, readAll };
  }

  it('keeps lines for a slow reader up to a bound, counts those beyond, and says so when there is room', async () => {
    const { read, onDropped, output, readAll } = setUp();
    const lines = Array.from({ length: 100 }, (_, i) => `line ${i % 10}...\n`);
    for (const line of lines) output.write(line);
    sinon.assert.notCalled(onDropped);
    await readAll();
    assert.deepEqual(read, lines.slice(0, 5));
    sinon.assert.calledOnceWithExactly(onDropped, 95);
    output.write('again\n');
    await readAll();
    assert.equal(read.at(-1), 'again\n');
    sinon.assert.calledOnce(onDropped);
  });

  it('has gone out at once where there is room', async () => {
    const { output, readAll } = setUp();
    await output.flush(60_000);
    output.write('line\n');
    const flushed = output.flush(60_000);
    await readAll();
    await flushed;
  });

  it('is not waited for longer than asked when nobody reads', async () => {
    const { output } = setUp();
    output.write('line\n');
    await output.flush(10);
  });

  it('is silent, and no error, when its reader is gone', async () => {
    const { stream, output, read, onDropped } = setUp();
    output.write('line\n');
    const flushed = output.flush(60_000);
    stream.destroy(new Error('EPIPE'));
    await flushed;
    for (let i = 0; i < 20; i += 1) output.write('more lines\n');
    await output.flush(60_000);
    assert.deepEqual([read.length, onDropped.callCount], [1, 0]);
  });
});

describe('a program whose log nobody reads', function () {
  this.timeout(60_000);
  let child: ChildProcess | undefined;

  afterEach(() => child?.kill('SIGKILL'));

  /** Starts it, and gives it when it has written all its lines. */
  async function start(lines: number) {
    child = spawn(process.execPath, ['--import', TSX, WRITER, String(lines)], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const { stdout, stderr } = child;
    assert.ok(stdout && stderr);
    await once(stderr, 'data');
    return { program: child, stdout };
  }

  it('works on, and ends by itself', async () => {
    const { program } = await start(50_000);
    program.send('end');
    assert.deepEqual(await once(program, 'exit'), [0, null]);
  });

  it('tells a reader that comes back how many lines it has missed', async () => {
    const { program, stdout } = await start(50_000);
    let text = '';
    stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('dropped') && program.connected) program.send('end');
    });
    await once(program, 'close');
    const lines = text.trim().split('\n');
    const last: { lines: number } = JSON.parse(lines.at(-1) ?? '');
    assert.equal(last.lines + lines.length - 1, 50_000);
  });
});
