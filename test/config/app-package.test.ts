import assert from 'node:assert/strict';
import { readManifestSettings } from '../../src/config/app-package.ts';

const APP_ID = '11111111-2222-3333-4444-555555555555';
const GOOD = {
  MicrosoftAppId: APP_ID.toUpperCase(),
  PUBLIC_URL: 'https://Pat.Contoso.com/keeper',
  PUBLISHER_URL: 'https://contoso.com/pat',
};

describe('the settings of the app package', () => {
  const problemsOf = (env: Readonly<Record<string, string>>) =>
    readManifestSettings({ ...GOOD, ...env }).problems.map((problem) => problem.split(' ', 1)[0]);

  it('fill the placeholders, and leave nothing to say', () => {
    const { values, signIn, problems, notes } = readManifestSettings(GOOD);
    assert.deepEqual([signIn, problems, notes], [false, [], []]);
    assert.deepEqual(
      [values['MICROSOFT_APP_ID'], values['ENTRA_CLIENT_ID'], values['PUBLIC_HOSTNAME']],
      [APP_ID, APP_ID, 'pat.contoso.com'],
    );
  });

  it('tell of a page that is only an example', () => {
    const { notes } = readManifestSettings({ MicrosoftAppId: APP_ID });
    assert.equal(notes.length, 1);
    assert.match(notes[0] ?? '', /Set PUBLISHER_URL to change it/);
  });

  it('name each wrong one, and what to write', () => {
    const rows: readonly [Record<string, string>, string[]][] = [
      [{ MicrosoftAppId: '' }, ['MicrosoftAppId']],
      [{ MicrosoftAppId: 'patkeeper' }, ['MicrosoftAppId']],
      [{ AUTHORITIES: 'azure-devops', ENTRA_CLIENT_ID: 'x' }, ['ENTRA_CLIENT_ID']],
      [{ AUTHORITIES: 'builtin,Azure-DevOps', PUBLIC_URL: '' }, ['PUBLIC_URL']],
      [{ PUBLIC_URL: 'http://pat.contoso.com' }, ['PUBLIC_URL']],
      [{ PUBLIC_URL: 'https://localhost' }, ['PUBLIC_URL']],
      [{ PUBLIC_HOSTNAME: 'https://pat.contoso.com' }, ['PUBLIC_HOSTNAME']],
      [{ PUBLIC_HOSTNAME: 'other.contoso.com' }, ['PUBLIC_HOSTNAME']],
      [{ PUBLIC_HOSTNAME: 'PAT.contoso.com' }, []],
      [{ PUBLISHER_NAME: 'x'.repeat(33) }, ['PUBLISHER_NAME']],
      [{ PUBLISHER_URL: 'contoso.com' }, ['PUBLISHER_URL']],
      [{ PUBLISHER_URL: 'https://' }, ['PUBLISHER_URL']],
    ];
    for (const [env, named] of rows) assert.deepEqual(problemsOf(env), named, JSON.stringify(env));
  });
});
