import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonObject } from '../../../src/local/page/protocol.ts';
import { readSignInCard } from '../../../src/local/page/sign-in-card.ts';

const URL = 'http://127.0.0.1:3978/auth/start?state=abc';

describe('a sign-in card', () => {
  it('has a text and a button', () => {
    const content = {
      text: 'Sign in to go on.',
      connectionName: '',
      tokenExchangeResource: { id: '1', uri: 'api://x' },
      buttons: [
        { type: 'openUrl', title: 'Help', value: 'http://127.0.0.1/help' },
        { type: 'signin', title: 'Sign in to Azure DevOps', value: URL },
      ],
    };
    assert.deepEqual(readSignInCard(content), {
      text: 'Sign in to go on.',
      title: 'Sign in to Azure DevOps',
      url: URL,
    });
  });

  it('leads nowhere without a button that signs in', () => {
    const nowhere = { text: '', title: 'Sign in', url: '' };
    for (const buttons of [
      undefined,
      'none',
      [],
      [null, 1, 'x'],
      [{ type: 'signin' }],
      [{ type: 'openUrl', value: URL }],
    ]) {
      assert.deepEqual(readSignInCard({ buttons }), nowhere);
    }
  });

  it('is read whatever it holds', () => {
    const card = fc.dictionary(fc.constantFrom('text', 'buttons', 'other'), fc.jsonValue());
    fc.assert(
      fc.property(card, (content: JsonObject) => {
        const { text, title, url } = readSignInCard(content);
        for (const part of [text, title, url]) assert.equal(typeof part, 'string');
      }),
    );
  });
});
