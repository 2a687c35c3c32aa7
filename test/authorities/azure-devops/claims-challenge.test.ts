import assert from 'node:assert/strict';
import fc from 'fast-check';
import { claimsOf } from '../../../src/authorities/azure-devops/claims-challenge.ts';

const CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1768469400"}}}';

describe('a claims challenge', () => {
  it('is found among other challenges, in base64 and base64url', () => {
    for (const encoding of ['base64', 'base64url'] as const) {
      const encoded = Buffer.from(CLAIMS).toString(encoding);
      const header =
        'Basic realm="https://ado.test/", TFS-Federated, Bearer authorization_uri="https://login.test/common", ' +
        `error="insufficient_claims", claims="${encoded}"`;
      assert.equal(claimsOf(header), CLAIMS);
    }
  });

  it('gives any claims back as they were', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (claims) => {
        const json = JSON.stringify(claims);
        const header = `Bearer realm="", claims="${Buffer.from(json).toString('base64')}"`;
        assert.equal(claimsOf(header), json);
      }),
    );
  });

  for (const [what, header] of [
    ['no header', null],
    ['a plain challenge', 'Bearer authorization_uri="https://login.test/common"'],
    ['claims that are no JSON', `Bearer claims="${Buffer.from('claims').toString('base64')}"`],
    ['claims that are no object', `Bearer claims="${Buffer.from('[1]').toString('base64')}"`],
    ['empty claims', 'Bearer claims=""'],
    ['another parameter', `Bearer no_claims="${Buffer.from('{}').toString('base64')}"`],
  ] as const) {
    it(`is not ${what}`, () => assert.equal(claimsOf(header), undefined));
  }
});
