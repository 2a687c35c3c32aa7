import assert from 'node:assert/strict';
import { OperatorError } from '../../src/core/errors.ts';
import type { Command, CommandInput } from '../../src/program/command.ts';
import { runProgram } from '../../src/program/run-program.ts';

describe('the program', () => {
  let out: string;
  let err: string;
  let called: CommandInput[];
  beforeEach(() => {
    [out, err, called] = ['', '', []];
  });

  const sort: Command = {
    takes: 'FOLDER [--backwards]',
    about: 'Sorts a folder.',
    options: { backwards: { type: 'boolean' }, by: { type: 'string' } },
    words: [1, 1],
    async run(input) {
      called.push(input);
      return 7;
    },
  };
  const fail: Command = {
    takes: '',
    about: 'Fails.',
    run: () => Promise.reject(new OperatorError('invalid-input.setting', 'It can’t be done.')),
  };

  function run(...args: string[]): Promise<number> {
    const commands = {
      sort: { summary: 'sort things', load: async () => sort },
      fail: { summary: 'fail', load: async () => fail },
    };
    const program = {
      commands,
      version: '1.2.3',
      env: { NAME: 'value' },
      out: { write: (text: string) => (out += text) },
      err: { write: (text: string) => (err += text) },
    };
    return runProgram(program, args);
  }

  it('runs the command that is named, with its options and words, and gives what it gives', async () => {
    assert.equal(await run('sort', '--backwards', './things', '--by=size'), 7);
    const [input] = called;
    assert.deepEqual({ ...input?.options }, { backwards: true, by: 'size' });
    assert.deepEqual([input?.words, input?.env], [['./things'], { NAME: 'value' }]);
    assert.deepEqual([out, err], ['', '']);
  });

  it('passes on what a command rejects with', async () => {
    await assert.rejects(run('fail'), /It can’t be done/);
  });

  it('prints its release', async () => {
    assert.deepEqual([await run('--version'), out, err], [0, '1.2.3\n', '']);
  });

  it('explains itself, and each command', async () => {
    for (const word of ['--help', '-h', 'help']) {
      out = '';
      assert.equal(await run(word), 0);
      assert.match(out, /^Patkeeper 1\.2\.3: .*\n {2}sort {6}sort things\n/s);
    }
    for (const word of ['--help', '-h']) {
      out = '';
      assert.equal(await run('sort', word), 0);
      assert.equal(out, 'patkeeper sort FOLDER [--backwards]\n\nSorts a folder.\n');
    }
    assert.deepEqual([called, err], [[], '']);
  });

  for (const [args, sentence] of [
    [[], /^Patkeeper 1\.2\.3: /],
    [['sotr'], /^There is no command “sotr”\. Did you mean “sort”\? Run patkeeper --help/],
    [['toString'], /^There is no command “toString”\. Run patkeeper --help/],
    [['--verison'], /^There is no command “--verison”/],
    [['sort'], /^Something is missing\. Write: patkeeper sort FOLDER \[--backwards\]\n$/],
    [['sort', 'a', 'b'], /^“b” does not belong there\. Write: patkeeper sort/],
    [['sort', 'a', '--backward'], /^Unknown option '--backward'\. Write: patkeeper sort/],
    [['sort', 'a', '--backwards=no'], /^Option '--backwards' does not take an argument\. Write: /],
    [['sort', 'a', '--by'], /^Option '--by <value>' argument missing\. Write: /],
    [['fail', 'a'], /^“a” does not belong there\. Write: patkeeper fail\n$/],
  ] as const) {
    it(`ends with 2, and does nothing, for: patkeeper ${args.join(' ')}`, async () => {
      assert.equal(await run(...args), 2);
      assert.match(err, sentence);
      assert.deepEqual([out, called], ['', []]);
    });
  }
});
