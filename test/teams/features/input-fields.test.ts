import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chosenScopesInput, createFormInput } from '../../../src/teams/features/create.ts';
import { readInput } from '../../../src/teams/features/input-fields.ts';
import { listOrSignInInput } from '../../../src/teams/features/list.ts';
import { renewInput } from '../../../src/teams/features/renew.ts';

const KEY = 'form-key-number-1';
const EMPTY = { formKey: KEY, name: '', organization: '', lifespan: '', date: '', preset: '', picked: '' };

describe('the data of a form', () => {
  it('is read where a field is null, a number, a list or missing', () => {
    assert.deepEqual(readInput(createFormInput, { formKey: KEY }), EMPTY);
    const sent = { formKey: KEY, name: 42, lifespan: 30, date: null, preset: ['clone'], organization: null };
    const read = { ...EMPTY, name: '42', lifespan: '30', preset: 'clone' };
    assert.deepEqual(readInput(createFormInput, sent), read);
  });

  it('is never refused for what stands in a field that people fill in', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 3 }), fc.string({ maxLength: 4000 }), (value, long) => {
        const form = { formKey: KEY, name: value, lifespan: value, date: value, preset: value };
        for (const text of Object.values(readInput(createFormInput, form))) assert.ok(text.length <= 2000);
        assert.equal(readInput(createFormInput, { formKey: KEY, preset: long }).preset, long.slice(0, 2000));
      }),
    );
  });

  it('is refused without what only our own cards know', () => {
    for (const formKey of [undefined, null, '', 7, 'short', 'x'.repeat(65), [KEY]])
      assert.throws(() => readInput(createFormInput, { formKey, name: 'x' }), { code: 'invalid-input' });
    assert.throws(() => readInput(renewInput, { tokenId: ['a'] }), { code: 'invalid-input' });
  });

  it('has the scopes that were ticked, however the client joins them', () => {
    const form = { formKey: KEY };
    const scopes = (sent: object) => readInput(chosenScopesInput, { form, ...sent }).scopes;
    const both = ['vso.code', 'vso.build'];
    for (const joined of ['vso.code,vso.build', 'vso.code;vso.build', 'vso.code; vso.build', both])
      assert.deepEqual(scopes({ 'scopes.0': joined }), both);
    assert.deepEqual(scopes({ 'scopes.0': 'vso.code', 'scopes.1': null, 'scopes.2': ['vso.build'] }), both);
    assert.deepEqual(scopes({ 'scopes.0': null, other: 'vso.code' }), []);
  });
});

describe('the data of a list’s button', () => {
  it('asks for the first page of active tokens where it says nothing', () => {
    const all = { words: null, state: null, page: null, signIn: null };
    const cleared = { words: '', state: '', page: '', signIn: '' };
    for (const sent of [{}, all, cleared])
      assert.deepEqual(readInput(listOrSignInInput, sent), {
        words: '',
        state: 'active',
        page: 0,
        signIn: false,
      });
  });

  it('keeps what it says, also as texts', () => {
    const sent = { words: 'build', state: 'all', page: '2', signIn: 'true' };
    assert.deepEqual(readInput(listOrSignInInput, sent), {
      words: 'build',
      state: 'all',
      page: 2,
      signIn: true,
    });
    assert.throws(() => readInput(listOrSignInInput, { state: 'everything' }), { code: 'invalid-input' });
  });
});
