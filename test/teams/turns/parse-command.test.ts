import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sentencesOf } from '../../../src/sentences/sentences.ts';
import { plainText } from '../../../src/teams/cards/plain-text.ts';
import type { Command } from '../../../src/teams/turns/feature-table.ts';
import { parseCommand } from '../../../src/teams/turns/parse-command.ts';

const help = (suggestion = ''): Command => ({ name: 'help', understood: true, suggestion });
const unknown = (suggestion = ''): Command => ({ name: 'help', understood: false, suggestion });

const ACTIVE: Command = { name: 'list', words: '', state: 'active' };

describe('a typed text', () => {
  const rows: readonly [string, Command][] = [
    ['', help()],
    ['/pat', help()],
    ['pat', help()],
    ['/pat help', help()],
    ['hi', help()],
    ['Hello', help()],
    ['Hello!', help()],
    ['Hi there!', help()],
    ['thanks', help()],
    ['Good morning, Patkeeper', help()],
    ['please list', ACTIVE],
    ['Hi, list', ACTIVE],
    ['Hey Patkeeper, can you please list my expired tokens?', { ...ACTIVE, state: 'expired' }],
    ['Hello, show me my tokens', ACTIVE],
    ['list, please', ACTIVE],
    ['Could you show laptop, please?', { name: 'show', tokenName: 'laptop' }],
    ['please sign out', { name: 'signout' }],
    ['sign out please', { name: 'signout' }],
    ['I’d like to create a token', { name: 'new', tokenName: '' }],
    ['new laptop please', { name: 'new', tokenName: 'laptop' }],
    ['new hello', { name: 'new', tokenName: 'hello' }],
    ['show please', help('/pat show <name>')],
    ['Hi, I need a token', unknown('/pat new')],
    ['hello world', unknown()],
    ['please delete laptop', unknown('/pat revoke laptop')],
    ['hi lits', unknown('/pat list')],
    ['my laptop list', unknown('/pat list')],
    ['I am rather new here', unknown()],
    ['logon', unknown('/pat signin')],
    ['<p>list</p>', ACTIVE],
    ['<div><p style="margin: 0">/pat <strong>list</strong></p>\n<p>&nbsp;</p></div>', ACTIVE],
    ['<p><at>Patkeeper</at>&nbsp;please li<b>st</b><br></p>', ACTIVE],
    ['<p>new &lt;b&gt;</p>', { name: 'new', tokenName: 'b' }],
    ['nwe laptop', unknown('/pat new laptop')],
    ['/pat new', { name: 'new', tokenName: '' }],
    ['/pat new Build Agent 3', { name: 'new', tokenName: 'Build Agent 3' }],
    ['NEW laptop', { name: 'new', tokenName: 'laptop' }],
    ['/new laptop', { name: 'new', tokenName: 'laptop' }],
    ['pat /new laptop', { name: 'new', tokenName: 'laptop' }],
    ['<at>Patkeeper</at>&nbsp;/pat\u00a0new  laptop ', { name: 'new', tokenName: 'laptop' }],
    ['<at id="0">Pat keeper</at> list', { name: 'list', words: '', state: 'active' }],
    ['/pat list', { name: 'list', words: '', state: 'active' }],
    ['/pat list build agent', { name: 'list', words: 'build agent', state: 'active' }],
    ['/pat list build EXPIRED', { name: 'list', words: 'build', state: 'expired' }],
    ['/pat list revoked', { name: 'list', words: '', state: 'revoked' }],
    ['/pat list all', { name: 'list', words: '', state: 'all' }],
    ['/pat show laptop', { name: 'show', tokenName: 'laptop' }],
    ['/pat show', help('/pat show <name>')],
    ['/pat renew laptop', { name: 'renew', tokenName: 'laptop' }],
    ['/pat revoke laptop', { name: 'revoke', tokenName: 'laptop' }],
    ['/pat revoke', help('/pat revoke <name>')],
    ['/pat revoke ALL', { name: 'revoke-all' }],
    ['/pat clock +552h', { name: 'clock', hours: 552 }],
    ['/pat clock -24H', { name: 'clock', hours: -24 }],
    ['/pat lits build', unknown('/pat list build')],
    ['/pat revok laptop', unknown('/pat revoke laptop')],
    ['/pat clock tomorrow', unknown()],
    ['/pat signin', { name: 'signin', code: '' }],
    ['Sign In', { name: 'signin', code: '' }],
    ['/pat log-in', { name: 'signin', code: '' }],
    ['/pat sign in ABCD-EF 23', { name: 'signin', code: 'ABCD-EF23' }],
    ['/pat signing', unknown('/pat signin')],
    ['/pat signout', { name: 'signout' }],
    ['logout', { name: 'signout' }],
    ['/pat sign out everybody', unknown()],
    ['/pat WhoAmI', { name: 'whoami' }],
    ['who am i?', { name: 'whoami' }],
    ['what is this', unknown()],
    ['patience', unknown()],
    ['<quoted messageId="1700000000001"/> list', ACTIVE],
    ['<quoted messageId="1"/>\n<quoted messageId="2"></quoted>\n/pat list', ACTIVE],
    ['list.', ACTIVE],
    ['list !', ACTIVE],
    ['list build !', { ...ACTIVE, words: 'build' }],
    ['List!', ACTIVE],
    ['/patkeeper list', ACTIVE],
    ['Patkeeper: list', ACTIVE],
    ['@Patkeeper, list', ACTIVE],
    ['@Patkeeper /pat list', ACTIVE],
    ['／pat list', ACTIVE],
    ['／ｐａｔ　ＬＩＳＴ', ACTIVE],
    ['list my tokens', ACTIVE],
    ['my tokens', ACTIVE],
    ['Show me my tokens, please!', ACTIVE],
    ['show me my tokens', ACTIVE],
    ['list all my tokens', { ...ACTIVE, state: 'all' }],
    ['show my expired tokens', { ...ACTIVE, state: 'expired' }],
    ['list my laptop tokens', { ...ACTIVE, words: 'laptop' }],
    ['list “build agent”.', { ...ACTIVE, words: 'build agent' }],
    ['show my tokens laptop', { name: 'show', tokenName: 'my tokens laptop' }],
    ['<at>Patkeeper</at>&nbsp;show R&amp;D &lt;build&gt;', { name: 'show', tokenName: 'R&D <build>' }],
    ['show R&amp;amp;D', { name: 'show', tokenName: 'R&amp;D' }],
    ['show it&#39;s &#x201c;me&#x201d;', { name: 'show', tokenName: "it's “me”" }],
    ['new &lt;at&gt;Ada&lt;/at&gt; laptop', { name: 'new', tokenName: 'laptop' }],
    ['/pat new “deploy key”', { name: 'new', tokenName: 'deploy key' }],
    ['/pat new <laptop>.', { name: 'new', tokenName: 'laptop' }],
    ['/pat new [name]', { name: 'new', tokenName: '' }],
    ['create a token', { name: 'new', tokenName: '' }],
    ['new token for the build agent', { name: 'new', tokenName: 'the build agent' }],
    ['new token 2', { name: 'new', tokenName: 'token 2' }],
    ['track "NuGet key"', { name: 'track', tokenName: 'NuGet key' }],
    ['/pat show <name>', help('/pat show <name>')],
    ['revoke all.', { name: 'revoke-all' }],
    ['revoke all my tokens!', { name: 'revoke-all' }],
    ['revoke all hands', { name: 'revoke', tokenName: 'all hands' }],
    ['revoke “all”', { name: 'revoke', tokenName: '“all”' }],
    ['signin ABCD-EF23.', { name: 'signin', code: 'ABCD-EF23' }],
    ['make me a token for pushing code', unknown('/pat new')],
    ['I need a PAT!', unknown('/pat new')],
    ['delete laptop', unknown('/pat revoke laptop')],
    ['extend laptop', unknown('/pat renew laptop')],
    ['constructor laptop', unknown()],
  ];
  for (const [text, expected] of rows) {
    it(`«${text}» means ${expected.name}${'suggestion' in expected ? ` ${expected.suggestion}` : ''}`, () => {
      assert.deepEqual(parseCommand(text), expected);
    });
  }

  it('never keeps a secret that was pasted into it', () => {
    const secret = `pat_${'aB3'.repeat(20)}x`;
    assert.deepEqual(parseCommand(`/pat show ${secret}`), { name: 'show', tokenName: 'pat_…' });
    assert.doesNotMatch(JSON.stringify(parseCommand(`lits ${secret}`)), /aB3/);
  });

  const space = fc.constantFrom(' ', '  ', '\u00a0', '&nbsp;', '\t', '\u2003', ' \u200b');
  const name = fc
    .stringMatching(/^[a-z0-9]{1,12}$/)
    .filter((text) => !/^(all|active|expired|revoked|please|pls)$/.test(text));
  const prefix = fc.constantFrom(
    '',
    '/',
    'pat ',
    '/pat ',
    '/PAT ',
    'Pat /',
    '<at>Patkeeper</at> ',
    '<at>P</at>&nbsp;/pat ',
    '<quoted messageId="17"/>\n/pat ',
    'Patkeeper: ',
    '／',
  );

  it('keeps its meaning whatever prefix, case and spaces surround it', () => {
    fc.assert(
      fc.property(prefix, space, space, name, fc.boolean(), (before, between, after, tokenName, upper) => {
        const verb = upper ? 'SHOW' : 'show';
        const text = `${after}${before}${verb}${between}${tokenName}${after}`;
        assert.deepEqual(parseCommand(text), { name: 'show', tokenName });
      }),
    );
  });

  it('is understood in the person’s language, and in English', () => {
    const german: readonly [string, Command][] = [
      ['neues Token', { name: 'new', tokenName: '' }],
      ['Neues Token für Laptop', { name: 'new', tokenName: 'Laptop' }],
      ['Hallo, ich brauche ein neues Token, bitte', { name: 'new', tokenName: '' }],
      ['Token anzeigen', ACTIVE],
      ['meine abgelaufenen Token', { ...ACTIVE, state: 'expired' }],
      ['liste alle', { ...ACTIVE, state: 'all' }],
      ['widerrufen laptop', { name: 'revoke', tokenName: 'laptop' }],
      ['Laptop 2 widerrufen', { name: 'revoke', tokenName: 'Laptop 2' }],
      ['alle Token widerrufen', { name: 'revoke-all' }],
      ['Laptop verlängern', { name: 'renew', tokenName: 'Laptop' }],
      ['/pat sprache', { name: 'language', typed: '' }],
      ['Hilfe!', help()],
      ['/pat list expired', { ...ACTIVE, state: 'expired' }],
      ['revoke laptop', { name: 'revoke', tokenName: 'laptop' }],
      ['zeige', help('/pat show <Name>')],
      ['lösche laptop', unknown('/pat revoke laptop')],
    ];
    for (const [text, expected] of german)
      assert.deepEqual(parseCommand(text, sentencesOf('de')), expected, text);
    assert.deepEqual(parseCommand('neues Token'), unknown());
  });

  it('is always read, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
        parseCommand(text);
        const plain = plainText(text);
        assert.ok(plain.length <= 500);
        assert.doesNotMatch(plain, /(?![\u200c\u200d])[\p{Cf}\p{Cc}]/u);
      }),
    );
  });
});
