import assert from 'node:assert/strict';
import fc from 'fast-check';
import { placeOf } from '../../../src/core/leaks/leak-report.ts';
import { readLeak, writeLeak } from '../../../src/core/notices/leak-detail.ts';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import { holdsSecret } from '../../../src/core/secrets/secret-forms.ts';

describe('where a secret was found', () => {
  it('is the address without its user, its query and other ends than a line', () => {
    const file = 'https://github.com/octocat/Hello-World/blob/main/.env';
    for (const [url, place] of [
      [file, file],
      [`${file}?raw=1#L12`, `${file}#L12`],
      [`${file}#L1-L9`, `${file}#L1-L9`],
      [`${file}#access_token=x`, file],
      ['https://ada:pw@git.example.org/x', 'https://git.example.org/x'],
      ['', ''],
      ['build log\u0000 of\u202e job 77\n', 'build log of job 77'],
      ['javascript:alert(1)', 'javascript:alert(1)'],
    ])
      assert.equal(placeOf(url ?? ''), place, url);
  });

  it('never holds a secret, and is never long', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.constantFrom('', 'https://x.example/', 'https://x.example/?a='),
        (a, b, start) => {
          const secret = generateSecret().secret.reveal();
          const place = placeOf(`${start}${a}${secret}${b}`);
          assert.ok(!place.includes(secret.slice(4)) && !holdsSecret(place), place);
          assert.ok(place.length <= 300);
        },
      ),
    );
  });

  it('is unknown in a notice of another form, and its token counts as one that was alive', () => {
    for (const text of [undefined, '', 'x', 'null', '[]', '{"reporter":1}'])
      assert.deepEqual(readLeak(text), { reporter: '', place: '', wasAlive: true });
    const detail = { reporter: 'ci', place: 'x', wasAlive: false };
    assert.deepEqual(readLeak(writeLeak(detail)), detail);
  });
});
