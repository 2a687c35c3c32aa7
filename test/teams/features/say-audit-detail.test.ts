import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sentencesOf } from '../../../src/sentences/sentences.ts';
import { PART_PHRASES, WHOLE_PHRASES } from '../../../src/teams/features/audit-phrases.ts';
import { sayAuditDetail } from '../../../src/teams/features/say-audit-detail.ts';

const plain = (text: string): string => text.replace(/[\u2066-\u2069]/g, '');
const say = (detail: string, language = 'de-DE', more: { action?: 'refuse'; reason?: string } = {}) =>
  plain(sayAuditDetail({ action: 'look', detail, ...more }, sentencesOf(language)));

describe('the detail of an audit event', () => {
  it('is said in the reader’s language', () => {
    const said = {
      'organization harbour, scopes vso.code vso.build, valid to 2026-12-28T14:00:00.000Z':
        /^In harbour, für: .+\. Gültig bis zum 28\. Dez\. 2026, 14:00 UTC\.$/,
      'valid to 2026-12-28T14:00:00.000Z, before 2026-11-28T14:00:00.000Z':
        /^Gültig bis zum 28\. Dez\. .*, davor bis zum 28\. Nov\./,
      'request r-1; confirmed by o-1; was valid to 2026-12-28T14:00:00.000Z':
        /^Durch einen Auftrag der Administration\. Eine zweite Person aus der Administration hat zugestimmt\. Es war gültig bis/,
      'request r-1: 300 tokens; reason: a; b': /^300 Token\. Grund: a; b$/,
      'request r-1: 1 tokens; reason: x; waits for another administrator': /^1 Token\. Grund: x\. Das wartet/,
      'confirmed request r-1: 2 tokens; reason: x': /^Zugestimmt: 2 Token\. Grund: x$/,
      'find: Ada; request': /^Gesucht nach „Ada; request“\.$/,
      'list: {"owner":{"tenantId":"t","objectId":"o"}}': /^Eine Liste von Token\.$/,
      'its secret was found at wiki; was valid to 2026-12-28T14:00:00.000Z':
        /^Sein Geheimnis wurde gefunden: wiki\. Es war/,
      'it is gone at its authority': /^Es ist nicht mehr dort/,
    };
    for (const [detail, wanted] of Object.entries(said)) assert.match(say(detail), wanted);
    assert.equal(say('request r-1: 300 tokens; reason: a', 'en-GB'), '300 tokens. Reason: a');
    assert.equal(say('show', 'de-DE', { reason: 'left' }), 'Einzelheiten. Grund: left');
  });

  it('says what was tried in vain, and why', () => {
    const refused = { action: 'refuse' } as const;
    assert.equal(
      say('create: name-taken', 'de-DE', refused),
      'Versucht: es zu erstellen. Der Name war vergeben.',
    );
    assert.equal(
      say('request: refused.auditor', 'en-GB', refused),
      'Tried to revoke tokens. It was not allowed.',
    );
    assert.equal(
      say('azure-devops: look: fresh-sign-in-needed', 'en-GB', refused),
      'Tried to see what others have. It needed a sign-in.',
    );
    assert.equal(say('tame: dragon', 'de-DE', refused), 'tame: dragon');
  });

  it('shows what it does not know as it stands there, with its instants as the reader writes them', () => {
    assert.equal(
      say('melted; was valid to 2026-12-28T14:00:00Z'),
      'melted; was valid to 28. Dez. 2026, 14:00 UTC',
    );
    assert.equal(say(''), '');
  });

  it('is worded whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('look', 'refuse'), (text, action) => {
        const given = { action, detail: text, reason: text } as const;
        assert.equal(typeof sayAuditDetail(given, sentencesOf('de-DE')), 'string');
        assert.match(say(`find: ${text}`), /^Gesucht nach/);
      }),
    );
  });

  it('names in each phrase what its sentence needs, and nothing else', () => {
    for (const { key, pattern } of [...WHOLE_PHRASES, ...PART_PHRASES]) {
      const names = [...pattern.source.matchAll(/\(\?<(\w+)>/g)].map(([, name]) => [name, 1] as const);
      assert.doesNotThrow(() => sentencesOf('en-GB').say(key, Object.fromEntries(names)), key);
    }
  });
});
