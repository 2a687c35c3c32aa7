import assert from 'node:assert/strict';
import { commandLines, manifestCommands } from '../../../src/teams/turns/command-lists.ts';
import { ENTRIES } from '../../../src/teams/turns/feature-table.ts';
import { parseCommand } from '../../../src/teams/turns/parse-command.ts';
import { createFakeSignIn } from '../../support/fake-sign-in.ts';
import { ENGLISH } from '../../support/feature-world.ts';

describe('the table of commands', () => {
  it('gives each command a name and words of its own', () => {
    const names = ENTRIES.map(({ name }) => name);
    assert.deepEqual([...new Set(names)], names);
    const words = ENTRIES.flatMap((entry) => [...entry.words, ...(entry.alike ?? [])]);
    assert.deepEqual([...new Set(words)], words);
    for (const word of words) assert.match(word, /^[a-z-]+(?: [a-z-]+)*$/);
  });

  for (const { name, words, alike = [], help, onlyAsks } of ENTRIES) {
    it(`has ${name} understood by each of its words`, () => {
      const argument = help?.usage === undefined ? '' : ' laptop';
      for (const word of words) {
        const typed = name === 'clock' ? `${word} +5h` : `${word}${argument}`;
        assert.equal(parseCommand(`/pat ${typed}`).name, name, typed);
      }
    });

    it(`has ${name} suggested for the words that people use for it`, () => {
      for (const word of alike) {
        const suggestion = `/pat ${words[0]} laptop`;
        assert.deepEqual(parseCommand(`${word} laptop`), { name: 'help', understood: false, suggestion });
      }
      assert.ok(alike.length === 0 || onlyAsks, 'a guess opens it');
    });
  }
});

describe('the lists of commands', () => {
  it('leave out what is of no use where nobody signs in', async () => {
    const texts = (signIn: object) => commandLines({ ...signIn, sentences: ENGLISH }).map(({ text }) => text);
    const own = texts({});
    const all = texts({ signIn: createFakeSignIn() });
    const others = all.filter((text) => !own.includes(text));
    assert.deepEqual(others, ['/pat signin', '/pat signout', '/pat whoami']);
    assert.deepEqual(own.slice(0, 3), ['/pat new [name]', '/pat list [words]', '/pat show <name>']);
    assert.equal(
      manifestCommands({ signIn: false }, ENGLISH).length,
      manifestCommands({ signIn: true }, ENGLISH).length - 3,
    );
  });

  it('hold no more in Teams than Teams shows', () => {
    assert.ok(manifestCommands({ signIn: true }, ENGLISH).length <= 12);
  });
});
