import assert from 'node:assert/strict';
import { LANGUAGES, sentencesOf } from '../../../src/sentences/sentences.ts';
import { typedWords } from '../../../src/sentences/typed-words.ts';
import { commandLines, manifestCommands } from '../../../src/teams/turns/command-lists.ts';
import { titleOf } from '../../../src/teams/turns/command-vocabulary.ts';
import { ENTRIES } from '../../../src/teams/turns/feature-table.ts';
import { parseCommand } from '../../../src/teams/turns/parse-command.ts';
import { createFakeSignIn } from '../../support/fake-sign-in.ts';
import { ENGLISH } from '../../support/feature-world.ts';

describe('the table of commands', () => {
  it('gives each command a name and words of its own, in every language', () => {
    const names = ENTRIES.map(({ name }) => name);
    assert.deepEqual([...new Set(names)], names);
    for (const language of LANGUAGES) {
      const sentences = sentencesOf(language);
      const words = ENTRIES.flatMap((entry) => [
        ...typedWords(`command.${entry.name}.words`, sentences),
        ...(entry.alike === undefined ? [] : typedWords(entry.alike, sentences)),
      ]);
      assert.deepEqual([...new Set(words)], words, language);
      for (const word of words) assert.match(word, /^[\p{Ll}…-]+(?: [\p{Ll}…-]+)*$/u);
    }
  });

  for (const language of LANGUAGES) for (const entry of ENTRIES) describeWords(language, entry);
});

function describeWords(language: string, { name, alike, help, onlyAsks }: (typeof ENTRIES)[number]): void {
  const sentences = sentencesOf(language);

  it(`has ${name} understood by each of its words in ${language}`, () => {
    const argument = help?.usage === undefined ? '' : ' laptop';
    for (const phrase of typedWords(`command.${name}.words`, sentences)) {
      const behind = name === 'clock' ? `${phrase} +5h` : `${phrase}${argument}`;
      const typed = phrase.includes('…') ? phrase.replace('…', 'laptop') : behind;
      assert.equal(parseCommand(`/pat ${typed}`, sentences).name, name, typed);
    }
  });

  it(`has ${name} suggested for the words that people use for it in ${language}`, () => {
    const words = alike === undefined ? [] : typedWords(alike, sentences);
    for (const word of words) {
      const suggestion = `/pat ${titleOf({ name })} laptop`;
      assert.deepEqual(parseCommand(`${word} laptop`, sentences), {
        name: 'help',
        understood: false,
        suggestion,
      });
    }
    assert.ok(words.length === 0 || onlyAsks, 'a guess opens it');
  });
}

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
