import assert from 'node:assert/strict';
import { type Look, reconcile } from '../../../src/core/sync/reconcile.ts';
import type { ListedToken } from '../../../src/core/tokens/token-authority.ts';
import { DAY, HOUR, START } from '../../support/fixed-clock.ts';
import { ADA, sampleToken } from '../samples.ts';

const KNOWN = sampleToken({ authority: 'azure-devops', organization: 'contoso', externalId: 'ext-1' });
const LISTED: ListedToken = {
  externalId: 'ext-1',
  name: 'Laptop',
  organization: 'contoso',
  scopes: ['vso.code'],
  createdAt: START,
  validTo: KNOWN.validTo,
  everywhere: false,
};
const NEW: ListedToken = { ...LISTED, externalId: 'ext-2', name: 'git: https://x on PC' };

function look(some: Partial<Look> & { readonly listed?: readonly ListedToken[] } = {}) {
  const { listed = [LISTED], ...rest } = some;
  return reconcile({
    owner: ADA,
    authority: 'azure-devops',
    known: [KNOWN],
    listing: { tokens: listed, complete: ['contoso'] },
    stocked: ['contoso'],
    now: START + DAY,
    newId: () => 'new-id',
    ...rest,
  });
}

describe('comparing what is known with what an authority lists', () => {
  it('finds nothing to do when they agree', () => {
    assert.deepEqual(look(), { found: [], changed: [], toShorten: [], toEnd: [] });
  });

  it('finds a token that was made elsewhere, and owes its owner word of it and a reminder', () => {
    const { found } = look({ listed: [LISTED, NEW] });
    assert.equal(found.length, 1);
    assert.equal(found[0]?.token.foundAt, START + DAY);
    assert.equal(found[0]?.token.externalId, 'ext-2');
    assert.deepEqual(
      found[0]?.notices.map(({ kind }) => kind),
      ['found', 'expiring', 'expired'],
    );
  });

  it('takes a token for alive that has ended here and lives there, once its revocation must be known there, and says so', () => {
    const known = [{ ...KNOWN, revokedAt: START + DAY - HOUR }];
    assert.deepEqual(look({ known }).changed, []);
    const [revived] = look({ known, now: START + DAY + HOUR }).changed;
    assert.equal(revived?.revives, true);
    assert.deepEqual(
      revived?.notices.map(({ kind }) => kind),
      ['expiring', 'expired', 'changed-elsewhere'],
    );
    const expired = [{ ...KNOWN, validTo: START + HOUR }];
    const [renewed] = look({ known: expired }).changed;
    assert.equal(renewed?.revives, true);
    assert.deepEqual(look({ known: expired, listed: [{ ...LISTED, validTo: START + HOUR }] }).changed, []);
  });

  it('only reminds of tokens in an organization that is looked at for the first time', () => {
    const { found } = look({ listed: [LISTED, NEW], stocked: [] });
    assert.equal(found[0]?.isNews, false);
    assert.deepEqual(
      found[0]?.notices.map(({ kind }) => kind),
      ['expiring', 'expired'],
    );
  });

  it('passes over what has ended already', () => {
    assert.deepEqual(look({ listed: [LISTED, { ...NEW, validTo: START }] }).found, []);
  });

  it('cleans a foreign name', () => {
    const { found } = look({ listed: [{ ...NEW, name: 'a\u202e\nb'.padEnd(300, 'x') }] });
    assert.match(found[0]?.token.name ?? '', /^a b?x*/);
    assert.ok((found[0]?.token.name.length ?? 0) <= 128);
  });

  it('follows a renewal, another name and other scopes', () => {
    const validTo = KNOWN.validTo + 30 * DAY;
    const { changed } = look({ listed: [{ ...LISTED, name: 'Desk', scopes: ['vso.build'], validTo }] });
    assert.deepEqual(changed[0]?.set, {
      name: 'Desk',
      organization: 'contoso',
      scopes: ['vso.build'],
      validTo,
    });
    assert.deepEqual(
      changed[0]?.notices.map(({ kind, dueAt }) => [kind, dueAt]),
      [
        ['expiring', validTo - 7 * DAY],
        ['expired', validTo],
        ['changed-elsewhere', START + DAY + 60_000],
      ],
    );
    assert.match(changed[0]?.why ?? '', /name, scopes, end/);
  });

  it('does not mind the order of scopes', () => {
    const known = [sampleToken({ ...KNOWN, scopes: ['vso.code', 'vso.build'] })];
    const listed = [{ ...LISTED, scopes: ['vso.build', 'vso.code'] }];
    assert.deepEqual(look({ known, listed }).changed, []);
  });

  it('takes a token that is no longer listed for revoked, but only where everything was read', () => {
    assert.deepEqual(look({ listed: [] }).changed[0]?.set, { revokedAt: START + DAY });
    assert.deepEqual(look({ listing: { tokens: [], complete: ['fabrikam'] } }).changed, []);
  });

  it('tells what somebody changed or ended there, of tokens that their owner has heard of', () => {
    const told = (some: Parameters<typeof look>[0]) =>
      look(some).changed.flatMap(({ notices }) => notices.filter(({ kind }) => kind.endsWith('-elsewhere')));
    const renamed = [{ ...LISTED, name: 'Desk' }];
    assert.deepEqual(
      told({ listed: renamed }).map(({ kind, detail }) => [kind, detail]),
      [['changed-elsewhere', '{"name":"Laptop"}']],
    );
    assert.deepEqual(
      told({ listed: [] }).map(({ kind, dueAt }) => [kind, dueAt]),
      [['revoked-elsewhere', START + DAY]],
    );
    const found = [{ ...KNOWN, foundAt: START }];
    for (const listed of [[], renamed]) {
      assert.equal(told({ listed, known: found }).length, 1);
      assert.deepEqual(told({ listed, known: found, stocked: [] }), [], 'nobody was told that it was there');
    }
  });

  it('tells a new secret from a revocation by the token of the same name that came with it', () => {
    const detailOf = (...listed: readonly ListedToken[]) =>
      look({ listed }).changed.flatMap(({ notices }) => notices.map(({ detail }) => detail));
    assert.deepEqual(detailOf({ ...LISTED, externalId: 'ext-2', name: 'LAPTOP' }), ['replaced']);
    assert.deepEqual(detailOf(NEW), [undefined]);
  });

  it('leaves ended tokens, and those that their authority does not know by an id', () => {
    const { externalId: _, ...own } = KNOWN;
    assert.deepEqual(look({ known: [own], listed: [] }).changed, []);
    assert.deepEqual(look({ known: [{ ...KNOWN, revokedAt: START }], listed: [] }).changed, []);
  });

  it('has the earlier end of a replaced token told again when its authority does not know it', () => {
    const old = sampleToken({
      ...KNOWN,
      validTo: START + 2 * DAY,
      rotation: {
        state: 'overlap',
        startedAt: START,
        successorId: 'new',
        lastValidTo: KNOWN.validTo,
        endsItself: true,
      },
    });
    const { toShorten, changed } = look({ known: [old] });
    assert.deepEqual(toShorten, [old]);
    assert.deepEqual(changed, []);
  });

  it('gives a list a few minutes before it takes a new token for gone', () => {
    assert.deepEqual(look({ listed: [], now: START + 4 * 60_000 }).changed, []);
    assert.equal(look({ listed: [], now: START + 5 * 60_000 }).changed.length, 1);
  });

  it('has a replaced token ended at its authority that outlived its overlap there', () => {
    const rotation = {
      state: 'overlap',
      startedAt: START - DAY,
      successorId: 'new',
      lastValidTo: KNOWN.validTo,
      endsItself: true,
    } as const;
    const old = sampleToken({ ...KNOWN, validTo: START, rotation });
    assert.deepEqual(look({ known: [old] }).toEnd, [old]);
    assert.deepEqual(look({ known: [{ ...old, revokedAt: START }] }).toEnd, []);
    assert.deepEqual(look({ known: [{ ...old, rotation: { ...rotation, endsItself: false } }] }).toEnd, []);
  });

  it('follows an organization to its new name, and leaves tokens that are valid everywhere', () => {
    const moved = { ...LISTED, organization: 'contoso-new' };
    const { changed } = look({ listed: [moved] });
    assert.equal(
      changed[0] && 'organization' in changed[0].set && changed[0].set.organization,
      'contoso-new',
    );
    assert.deepEqual(look({ listed: [{ ...moved, everywhere: true }] }).changed, []);
  });

  it('minds neither the case of ids nor fractions of a second', () => {
    const listed = [{ ...LISTED, externalId: 'EXT-1', validTo: LISTED.validTo + 999 }];
    assert.deepEqual(look({ listed }), { found: [], changed: [], toShorten: [], toEnd: [] });
  });
});
