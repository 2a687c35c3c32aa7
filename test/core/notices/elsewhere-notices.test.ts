import assert from 'node:assert/strict';
import {
  isOfElsewhere,
  isReplacedElsewhere,
  noticeOfChange,
  noticeOfEndElsewhere,
  noticeOfRevival,
  readChange,
} from '../../../src/core/notices/elsewhere-notices.ts';
import { NOTICE_KINDS } from '../../../src/core/notices/notice-kinds.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { sampleToken } from '../samples.ts';

const before = sampleToken({ scopes: ['vso.code', 'vso.build'] });
const now = START + DAY;
const changed = (told: Partial<Token>) => noticeOfChange(before, { ...before, ...told }, now);

describe('the notice of a change that somebody made at the authority', () => {
  it('says how the token was before, of what has changed only', () => {
    const validTo = before.validTo + DAY;
    assert.deepEqual(readChange(changed({ name: 'Desktop' })), { name: 'Laptop' });
    assert.deepEqual(readChange(changed({ organization: 'web' })), { organization: 'internal' });
    assert.deepEqual(readChange(changed({ validTo })), { validTo: before.validTo });
    assert.deepEqual(readChange(changed({ scopes: ['vso.code'] })), { scopes: true });
    const all = { name: 'Desktop', organization: 'web', validTo, scopes: [] };
    assert.deepEqual(readChange(changed(all)), {
      name: 'Laptop',
      organization: 'internal',
      validTo: before.validTo,
      scopes: true,
    });
  });

  it('calls neither scopes in another order a change, nor an end that was rounded to the second', () => {
    const same = { scopes: ['vso.build', 'vso.code'], validTo: before.validTo + 999 };
    assert.deepEqual(readChange(changed(same)), {});
  });

  it('waits a minute, in which a renewal of Patkeeper’s own drops it, and is about the new end', () => {
    const validTo = before.validTo + DAY;
    const notice = changed({ validTo });
    assert.deepEqual(
      [notice.kind, notice.dueAt, notice.validTo, notice.tokenId],
      ['changed-elsewhere', now + 60_000, validTo, before.id],
    );
  });

  it('is owed for each change: two at different times are two notices', () => {
    const other = noticeOfChange(before, { ...before, name: 'Desktop' }, now + 1);
    assert.notEqual(changed({ name: 'Desktop' }).id, other.id);
    assert.notEqual(noticeOfRevival(before, before, now).id, noticeOfRevival(before, before, now + 1).id);
  });

  it('says nothing of what can’t be read', () => {
    const notice = changed({});
    const { detail: _, ...without } = notice;
    assert.deepEqual(readChange(without), {});
    const others = '{"name":1,"organization":[],"validTo":"soon","scopes":"yes","alive":1}';
    for (const detail of ['', 'it was changed', 'null', '7', '"text"', others])
      assert.deepEqual(readChange({ ...notice, detail }), {}, detail);
  });
});

describe('the notice of a token that had ended here and lives at its authority', () => {
  it('says that it lives, at once', () => {
    const notice = noticeOfRevival(before, { ...before, validTo: now + DAY }, now);
    assert.deepEqual(readChange(notice), { alive: true });
    assert.deepEqual([notice.kind, notice.dueAt, notice.validTo], ['changed-elsewhere', now, now + DAY]);
  });
});

describe('the notice of a token that its authority has no longer', () => {
  it('says whether another one of its name has come in its place', () => {
    const ended = noticeOfEndElsewhere(before, now, false);
    assert.deepEqual([ended.kind, ended.dueAt], ['revoked-elsewhere', now]);
    assert.equal(isReplacedElsewhere(ended), false);
    assert.equal(isReplacedElsewhere(noticeOfEndElsewhere(before, now, true)), true);
  });
});

describe('the notices that tell what somebody did at the authority', () => {
  it('are those of changes and ends there, and no others', () => {
    assert.deepEqual(NOTICE_KINDS.filter(isOfElsewhere), ['revoked-elsewhere', 'changed-elsewhere']);
  });
});
