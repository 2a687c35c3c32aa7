import assert from 'node:assert/strict';
import fc from 'fast-check';
import { knownOrigin } from '../../../src/authorities/azure-devops/known-origins.ts';

const FIXED = [
  ['Service Hooks :: Azure App Service :: Deploy web app', 'Azure App Service deployment'],
  ['Service Hooks: Azure App Service: Deploy web app', 'Azure App Service deployment'],
  ['WebAppLoadTestCDIntToken', 'web load test in a pipeline'],
  ['Microsoft Teams Integration', 'Azure DevOps integration in Teams'],
  ['Azure DevOps Artifacts Credential Provider', 'NuGet credential provider'],
] as const;

/** Any mixture of upper and lower case. */
const anyCase = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) =>
      [...text].map((char, i) => (upper[i] ? char.toUpperCase() : char.toLowerCase())).join(''),
    );

describe("a token's origin", () => {
  for (const [name, label] of FIXED) {
    it(`is known by the name ${name}, whatever its case`, () => {
      fc.assert(fc.property(anyCase(name), (written) => assert.equal(knownOrigin(written), label)));
    });
  }

  it('is Git with its machine', () => {
    fc.assert(
      fc.property(
        anyCase('git: https://dev.azure.com/harbour'),
        fc.stringMatching(/^[\w.-]{1,20}$/),
        (git, machine) => {
          assert.equal(knownOrigin(`${git} on ${machine}`), `Git on ${machine}`);
        },
      ),
    );
  });

  it('is Git when no machine is named', () => {
    assert.equal(knownOrigin('git: https://harbour.visualstudio.com/'), 'Git');
  });

  it('is not known for names that only look alike', () => {
    for (const name of [
      '',
      'Laptop',
      'git',
      'git: my laptop on DESK',
      `git: https://dev.azure.com/harbour on ${'x'.repeat(65)}`,
      'my git: https://dev.azure.com/harbour on DESK',
      'Microsoft Teams Integration 2',
      'WebAppLoadTestCDIntToken for me',
    ]) {
      assert.equal(knownOrigin(name), undefined, name);
    }
  });

  it('is not made up for any other name', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        fc.pre(
          !/^\s*git:/i.test(name) &&
            !FIXED.some(([known]) => known.toLowerCase() === name.trim().toLowerCase()),
        );
        assert.equal(knownOrigin(name), undefined);
      }),
    );
  });
});
