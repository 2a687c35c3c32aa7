import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type UsageInput, usageOf } from './usage-of.ts';

const GIT = 'git';
const CREDENTIALS = 'git-credentials';
const NPM = 'npm';
const NUGET = 'nuget';
const CURL = 'curl';

function tools(input: Partial<UsageInput>): string[] {
  return usageOf(input).map(({ tool }) => tool);
}

function lines(tool: string, input: Partial<UsageInput>): string {
  const sections = usageOf(input);
  return sections.find((section) => section.tool === tool)?.lines.join('\n') ?? '';
}

describe('usage lines', () => {
  it('begin with what the scopes are made for', () => {
    assert.deepEqual(tools({ scopes: ['vso.code_write'] }), [GIT, CREDENTIALS, NPM, NUGET, CURL]);
    assert.deepEqual(tools({ scopes: ['vso.packaging'] }), [NPM, NUGET, GIT, CREDENTIALS, CURL]);
    assert.deepEqual(tools({ scopes: ['vso.work'] }).slice(0, 1), [CURL]);
    assert.deepEqual(tools({ scopes: ['app_token'] }), [GIT, CREDENTIALS, NPM, NUGET, CURL]);
  });

  it('tell which sections the scopes are made for', () => {
    const relevant = usageOf({
      authority: 'builtin',
      organization: 'internal',
      scopes: ['vso.packaging_write'],
    })
      .filter((section) => section.relevant)
      .map(({ tool }) => tool);
    assert.deepEqual(relevant, [NPM, NUGET]);
  });

  it('use an example host for the built-in authority, and say so', () => {
    assert.equal(lines(GIT, {}), 'git clone https://patkeeper@git.example.com/REPOSITORY.git');
    const section = usageOf({}).find(({ tool }) => tool === CURL);
    assert.equal(section?.caution, 'address');
  });

  it("use the organization's own address when it is known", () => {
    const organizationUrl = 'http://git.contoso.com:8080/team/';
    assert.equal(
      lines(GIT, { organizationUrl }),
      'git clone http://patkeeper@git.contoso.com:8080/team/REPOSITORY.git',
    );
    assert.match(lines(CREDENTIALS, { organizationUrl }), /protocol=http\\nhost=git\.contoso\.com:8080\\n/);
    assert.match(lines(NPM, { organizationUrl }), /^\/\/git\.contoso\.com:8080\/team\/npm\/:username=/m);
    assert.match(lines(GIT, { organizationUrl: 'javascript:alert(1)' }), /git\.example\.com/);
  });

  it('use dev.azure.com for Azure DevOps, with a call that the scopes allow', () => {
    const input = { authority: 'azure-devops', organization: 'contoso' } as const;
    assert.equal(
      lines(GIT, input),
      'git clone https://patkeeper@dev.azure.com/contoso/PROJECT/_git/REPOSITORY',
    );
    assert.match(lines(NPM, input), /^registry=https:\/\/pkgs\.dev\.azure\.com\/contoso\/_packaging\/FEED\//);
    assert.match(lines(CURL, { ...input, scopes: ['vso.work'] }), /contoso\/_apis\/wit\/fields/);
    assert.match(
      lines(CURL, { ...input, scopes: ['vso.agentpools_manage'] }),
      /_apis\/distributedtask\/pools/,
    );
    assert.match(lines(CURL, input), /contoso\/_apis\/projects/);
  });

  it('mark the place of the secret, and read it without showing it', () => {
    assert.match(lines(NPM, {}), /:_password=<your token>$/);
    for (const tool of [CREDENTIALS, NUGET, CURL]) {
      assert.match(lines(tool, {}), /^read -rs PAT$/m);
      assert.match(lines(tool, {}), /"\$PAT"/);
    }
    assert.doesNotMatch(lines(CURL, {}), /curl.*PAT/);
    assert.doesNotMatch(lines(GIT, {}), /:[^/]+@/);
  });

  it('hold nothing from a name or an address that a shell would act on', () => {
    const plain = ['builtin', 'azure-devops'].map((authority) =>
      shellCharacters({ authority: authority === 'builtin' ? 'builtin' : 'azure-devops', organization: 'a' }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        const organizationUrl = `https://git.contoso.com/${text}`;
        assert.equal(shellCharacters({ authority: 'builtin', organization: 'a', organizationUrl }), plain[0]);
        assert.equal(shellCharacters({ authority: 'azure-devops', organization: text }), plain[1]);
      }),
    );
  });
});

function shellCharacters(input: Omit<UsageInput, 'scopes'>): string {
  const all = usageOf(input).flatMap((section) => section.lines);
  return all.join(' ').replace(/[\w./~%:-]/g, '');
}
