import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { type Finding, formatFindings, note, ok, problem, unchecked } from '../../src/doctor/findings.ts';
import { GUIDE } from '../../src/doctor/guide.ts';

describe('the findings of the doctor', () => {
  it('are a list that a person can read', () => {
    const findings = [
      ok('Clock', 'less than a minute off.'),
      note('Tenant', 'There are two.'),
      problem('Bot credentials', 'The client secret has expired.', 'Make a new one.', GUIDE.credential),
      unchecked('Consent', 'nobody has signed in.'),
    ];
    assert.equal(
      formatFindings(findings),
      [
        'ok           Clock: less than a minute off.',
        'note         Tenant: There are two.',
        'PROBLEM      Bot credentials: The client secret has expired.',
        '             Make a new one. Setup guide, step 3 (Give it a credential).',
        'not checked  Consent: because nobody has signed in.',
        '',
        '1 problem. 1 not checked: the reasons are above.',
        '',
      ].join('\n'),
    );
    assert.match(formatFindings([]), /^\n\nNo problems found\.\n$/);
  });

  it('keep every word, and lines that fit a terminal unless one word is longer', () => {
    const word = fc.stringMatching(/^[a-z:/.]{1,120}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), (words) => {
        const findings: Finding[] = [problem('It', words.join(' '), 'Correct it.')];
        const [list = ''] = formatFindings(findings).split('\n\n');
        const [, first = '', fix = ''] = /^PROBLEM {6}(.*)\n {13}(Correct it\.)$/s.exec(list) ?? [];
        assert.equal(first.replace(/\n {13}/g, ' '), `It: ${words.join(' ')}`);
        assert.equal(fix, 'Correct it.');
        for (const line of list.split('\n'))
          assert.ok(line.length <= 100 || !line.slice(14).includes(' '), line);
      }),
    );
  });

  it('name steps that the set-up guide has', async () => {
    const guide = await readFile(new URL('../../docs/teams.md', import.meta.url), 'utf8');
    for (const step of Object.values(GUIDE)) {
      const [, number = '', title = ''] = /^step (\d+) \((.+)\)$/.exec(step) ?? [];
      assert.ok(guide.includes(`## Step ${number}: ${title}`), step);
    }
  });
});
