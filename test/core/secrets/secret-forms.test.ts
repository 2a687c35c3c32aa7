import assert from 'node:assert/strict';
import fc from 'fast-check';
import { secretFormats } from '../../../src/core/secrets/secret-formats.ts';
import { leaveOutSecrets, maskSecretForms } from '../../../src/core/secrets/secret-forms.ts';
import { BOUNDED_SECRET_MAKERS, heartOf, SECRET_MAKERS } from '../../support/secret-samples.ts';

const HEX = '0123456789abcdef';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ALL_MAKERS = { ...SECRET_MAKERS, ...BOUNDED_SECRET_MAKERS };
const INVISIBLES = [
  '\u200b',
  '\u200d',
  '\u2060',
  '\ufeff',
  '\u00ad',
  '\u202e',
  '\u0000',
  '\ufe0f',
  '\u{e0041}',
];

const of = (alphabet: string, minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });

describe('the form of a secret', () => {
  it('has a sample for each row of the table, and a row for each sample', () => {
    assert.deepEqual(
      Object.keys(ALL_MAKERS).sort(),
      secretFormats()
        .map(({ name }) => name)
        .sort(),
    );
  });

  for (const [form, make] of Object.entries(ALL_MAKERS)) {
    it(`is known wherever it stands: ${form}`, () => {
      // A word before or after makes no difference, save to the few forms that are too short for that.
      const bounded = form in BOUNDED_SECRET_MAKERS;
      const around = fc.string().map((text) => (bounded ? text.replace(/[\w$]/g, '.') : text));
      fc.assert(
        fc.property(around, around, (before, after) => {
          const secret = make();
          const masked = maskSecretForms(before + secret + after, '…');
          assert.ok(masked.includes('…') && !masked.includes(heartOf(secret)), masked);
        }),
        { numRuns: 50 },
      );
    });

    it(`is known with invisible characters in it, in a path, a URL, JSON and a header: ${form}`, () => {
      const secret = make();
      const spread = [...secret]
        .map((character, index) => `${character}${INVISIBLES[index % INVISIBLES.length]}`)
        .join('');
      const flat = secret.replaceAll('\n', ' ');
      for (const text of [
        spread,
        `GET /verify/${flat}/more`,
        `https://example.org/?a=b&t=${flat}#x`,
        `/srv/data/${flat}.json`,
        JSON.stringify({ a: [secret] }),
        JSON.stringify(JSON.stringify({ a: secret })),
        `X-Token: ${flat}`,
        `${flat},${flat}`,
        `/a?b=${encodeURIComponent(flat)}`,
        encodeURIComponent(flat).replace(/[-_.~]/g, (it) => `%${it.charCodeAt(0).toString(16)}`),
      ]) {
        const masked = maskSecretForms(text, '…').replaceAll('\\', '');
        for (const part of heartOf(secret).split(/[\s\\]/))
          assert.ok(part.length < 8 || !masked.includes(part), `${text} became ${masked}`);
      }
    });

    it(`leaves nothing of it, nor of its kind: ${form}`, () => {
      assert.equal(leaveOutSecrets(`before ${make()} after`).replace(/ +/g, ' '), 'before after');
    });
  }

  it('is known as a whole where a form of another service matches by chance in the middle of it', () => {
    const azure = `${'a'.repeat(20)}cio${'b'.repeat(29)}JQQJ99AA${'C'.repeat(20)}AZDO`;
    assert.equal(maskSecretForms(`key ${azure}.`, '…'), 'key ….');
    assert.equal(maskSecretForms(`AccountKey=${azure}.`, '…'), 'AccountKey=….');
  });

  it('is known in the other spellings of its service', () => {
    const hex = (length: number) => '0123456789abcdef'.repeat(10).slice(0, length);
    const body = BASE62.repeat(4);
    for (const secret of [
      ...['gho_', 'ghu_', 'ghs_', 'ghr_'].map((prefix) => prefix + body.slice(0, 36)),
      ...['gldt-', 'glrt-t1_', 'glcbt-64_', 'glptt-', 'glsoat-'].map((prefix) => prefix + body.slice(0, 24)),
      `xoxe.xoxp-1-${body.slice(0, 160)}`,
      `xoxp-123456789012-123456789012-123456789012-${hex(32)}`,
      `ASIA${'ABCD2345EFGH6723'}`,
      `0.ARw${body.slice(0, 40)}.AgABAAEAAAD${body.slice(0, 100)}`,
      `DefaultEndpointsProtocol=https;AccountKey=${body.slice(0, 86)}==;EndpointSuffix=core.windows.net`,
      `{"SecretAccessKey": "${body.slice(0, 40)}"}`,
      `https://x.blob.core.windows.net/c?sv=2024-11-04&sp=r&sig=${body.slice(0, 40)}%2B%3D`,
      `dckr_oat_${body.slice(0, 32)}`,
      `hvb.${body.slice(0, 90)}`,
      `rk_test_${body.slice(0, 40)}`,
      `eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..${body.slice(0, 16)}.${body.slice(0, 40)}.${body.slice(0, 22)}`,
      `-----BEGIN OPENSSH PRIVATE KEY----- ${body} -----END OPENSSH PRIVATE KEY-----`,
      `-----BEGIN EC PRIVATE KEY-----\n${body}`,
    ]) {
      const masked = maskSecretForms(secret, '…');
      assert.ok(!masked.includes(body.slice(8, 20)) && !masked.includes(hex(16)), masked);
    }
  });

  it('shows which kind it was where that tells nothing', () => {
    assert.equal(maskSecretForms(`a pat_${'aB3'.repeat(7)} b`, '…'), 'a pat_… b');
    assert.equal(maskSecretForms(`a ghp_${'aB3'.repeat(12)} b`, '…'), 'a ghp_… b');
  });

  it('is not seen in other text', () => {
    for (const text of [
      'pat_short',
      'git: https://dev.azure.com/contoso on ADA-PC',
      'eyJ, a header',
      '',
      'npm_config_registry, sk-button, task-1234, glpat-, AKIA, xoxb, hf_, s.length',
      'https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate',
      'at Object.emitCloseIfNeededForRequest (/srv/app/node_modules/restify/lib/server.js:1234:56)',
      'at s.emitCloseIfNeededRequest (b.handleTheIncomingMessages)',
      '/nix/store/0c7fvfhqmm1p4vyxh8kjq2d9z3w5s6ra-nodejs-20.19.0/lib/node_modules/npm/bin/npm-cli.js',
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'sha512-9VwA1p3YqS0mB7cD8eF2gH4iJ6kL0mN1oP3qR5sT7uV9wX1yZ3aB5cD7eF9gH1iJ3kL5mN7oP9qR1sT3uV5wXg==',
      '19:meeting_NjQ2ZTk0YzQtYjA1ZC00YTk1LTk0ZDMtOTY5ZTQ0ZGE4ZDFk@thread.v2',
      'Persian می‌خواهم and a family 👨‍👩‍👧 with joiners',
    ]) {
      assert.equal(maskSecretForms(text, '…'), text);
    }
  });

  it('is seen in no ordinary word, GUID, digest, scope, date or number, nor in paths of them', () => {
    // A word such as “hvr” with a dot and an id after it has the form of a secret.
    const beginnings = secretFormats()
      .flatMap(({ signatures }) => signatures.map((text) => text.replace(/[^A-Za-z0-9]+$/, '')))
      .filter((text) => text !== '');
    const beginsNoForm = (text: string) => !beginnings.some((beginning) => text.endsWith(beginning));
    const guid = fc.uuid();
    const digest = fc.oneof(of(HEX, 32), of(HEX, 40), of(HEX, 64), of(HEX, 128)).filter(
      // One in 40,000 of the longest has none of 0, 1, 8 and 9 for so long, as an older token of Azure DevOps.
      (text) => !/[2-7a-f]{52}/.test(text),
    );
    const word = fc.oneof(
      of('abcdefghijklmnopqrstuvwxyz', 1, 14).filter(beginsNoForm),
      // Without A: “0.A…-” and “12345678:AA…-” before a long id are how two forms begin.
      of('BCDEFGHIJKLMNOPQRSTUVWXYZ', 1, 12).filter(beginsNoForm),
      fc.constantFrom(
        'vso.code_write',
        'app_token',
        'packaging_manage',
        'offline_access',
        'v1.0',
        'task',
        'disk',
      ),
      fc.constantFrom('Read and write code', 'Clone and push code', 'Ноутбук', '笔记本', 'Zoë'),
      fc.nat().map(String),
      fc
        .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
        .map((date) => date.toISOString()),
    );
    const separator = fc.constantFrom(' ', '/', '-', '.', ', ', ':', '?', '&', '"', '\n', '@');
    const piece = fc.oneof(guid, digest, word);
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, separator), { maxLength: 12 }), (pieces) => {
        const text = pieces.flat().join('');
        assert.equal(maskSecretForms(text, '…'), text);
      }),
      { numRuns: 2000 },
    );
  });

  it('is looked for in time that grows with the text only, whatever the text is', function () {
    this.timeout(60_000);
    const parts = Object.values(ALL_MAKERS).flatMap((make) => [make().slice(0, 12), make().slice(0, -6)]);
    const signatures = secretFormats().flatMap((format) => format.signatures);
    const repeated = [
      ...parts,
      ...signatures,
      'a',
      'A',
      '2',
      'a.',
      '-',
      '%2B',
      '[],',
      '\u200b',
      'x'.repeat(51),
    ];
    // A pattern that read a run again from each place of it would take minutes for one of these.
    for (const part of repeated) maskSecretForms(part.repeat(Math.ceil(60_000 / part.length)), '…');
    for (const part of repeated) maskSecretForms(`${part} `.repeat(Math.ceil(20_000 / part.length)), '…');
  });
});
