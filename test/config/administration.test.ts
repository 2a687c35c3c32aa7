import assert from 'node:assert/strict';
import { loadConfig } from '../../src/config/config.ts';

const LOCAL = { MODE: 'local' };
const ADA = 'AAAAAAAA-2222-4333-8444-555555555555';
const TEAMS = {
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: '11111111-2222-4333-8444-555555555555',
  MicrosoftAppPassword: 'a-password-of-the-bot',
  MicrosoftAppTenantId: '99999999-2222-4333-8444-555555555555',
};

describe('the settings of administration', () => {
  it('leave it off where nobody asks for it, and say what is not used then', () => {
    const { administration, warnings } = loadConfig({ ...TEAMS, ADMINISTRATORS: ADA });
    assert.equal(administration, undefined);
    assert.ok(warnings.some((warning) => warning.includes('ADMINISTRATORS is not used')));
  });

  it('need the sign-in with Teams, and say what is missing', () => {
    assert.throws(() => loadConfig({ ...TEAMS, ADMIN: 'on' }), /PUBLIC_URL/);
  });

  it('refuse a word that is neither on nor off, and entries that are no object ids', () => {
    assert.throws(() => loadConfig({ ...LOCAL, ADMIN: 'yes' }), /ADMIN/);
    assert.throws(
      () => loadConfig({ ...LOCAL, ADMIN: 'on', AUDITORS: 'ada' }),
      /AUDITORS has an entry that is not/,
    );
    assert.throws(() => loadConfig({ ...LOCAL, ADMIN: 'on', CONFIRM_ABOVE: '0' }), /CONFIRM_ABOVE/);
  });

  it('take each person once, in lower case, and need no sign-in of their own in local mode', () => {
    const { administration } = loadConfig({
      ...LOCAL,
      ADMIN: 'on',
      ADMINISTRATORS: `${ADA},${ADA.toLowerCase()}`,
    });
    assert.deepEqual(administration?.administrators, [ADA.toLowerCase()]);
    assert.equal(administration?.signIn, undefined);
    assert.equal(administration?.confirmAbove, 20);
  });
});
