import assert from 'node:assert/strict';
import { loadConfig } from '../../src/config/config.ts';

const LOCAL = { MODE: 'local' };
const TEAMS = {
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: '11111111-2222-4333-8444-555555555555',
  MicrosoftAppPassword: 'a-password-of-the-bot',
  MicrosoftAppTenantId: '99999999-2222-4333-8444-555555555555',
};
const TOKEN = 'x'.repeat(32);

describe('the settings of people who leave', () => {
  it('are off where nothing stands', () => {
    assert.equal(loadConfig(LOCAL).leavers, undefined);
    assert.equal(loadConfig(TEAMS).leavers, undefined);
  });

  it('take one token of provisioning, or two while one replaces the other', () => {
    const { leavers } = loadConfig({ ...TEAMS, SCIM_TOKEN: `${TOKEN}, ${TOKEN}2` });
    assert.deepEqual(
      leavers?.scimTokens.map((token) => token.reveal()),
      [TOKEN, `${TOKEN}2`],
    );
    assert.equal(leavers?.graph, undefined);
    assert.deepEqual([leavers?.withinMs, leavers?.graceMs], [300_000, 86_400_000]);
  });

  it('refuse a token that is too short or strange, a third one, and one that got lost, and quote none', () => {
    for (const SCIM_TOKEN of [TOKEN.slice(1), `${TOKEN},short-one`, `${TOKEN}é`, `${TOKEN} ${TOKEN}`, ','])
      assert.throws(
        () => loadConfig({ ...TEAMS, SCIM_TOKEN }),
        (error: Error) => /SCIM_TOKEN/.test(error.message) && !/short-one|xxx/.test(error.message),
        SCIM_TOKEN,
      );
    assert.throws(
      () => loadConfig({ ...TEAMS, SCIM_TOKEN: [TOKEN, TOKEN, TOKEN].join(',') }),
      /has 3 tokens/,
    );
    for (const name of ['SCIM_TOKEN', 'LEAVER_GRAPH'])
      assert.throws(() => loadConfig({ ...TEAMS, [name]: '' }), /may have been lost/);
  });

  it('ask Microsoft Graph as the bot, or as the application where people sign in', () => {
    const asBot = loadConfig({ ...TEAMS, LEAVER_GRAPH: 'on' }).leavers?.graph;
    assert.equal(asBot?.url, 'https://graph.microsoft.com');
    assert.equal(asBot?.entra.clientId, TEAMS.MicrosoftAppId);
    assert.equal(asBot?.entra.authority, `https://login.microsoftonline.com/${TEAMS.MicrosoftAppTenantId}`);
    const other = { ENTRA_CLIENT_ID: '22222222-2222-4333-8444-555555555555', ENTRA_CLIENT_SECRET: 'secret' };
    const asOther = loadConfig({ ...TEAMS, ...other, LEAVER_GRAPH: 'on' });
    assert.equal(asOther.leavers?.graph?.entra.clientId, other.ENTRA_CLIENT_ID);
    assert.deepEqual(asOther.warnings, []);
  });

  it('ask Microsoft Graph as a managed identity, which needs no other application', () => {
    const { MicrosoftAppPassword: _, ...rest } = TEAMS;
    const identity = { ...rest, MicrosoftAppType: 'UserAssignedMSI', LEAVER_GRAPH: 'on' };
    const { entra } = loadConfig(identity).leavers?.graph ?? assert.fail();
    assert.deepEqual(entra.credential, { kind: 'managed-identity', identity: TEAMS.MicrosoftAppId });
  });

  it('let the address of Microsoft Graph be http on loopback in local mode only', () => {
    const entra = {
      ENTRA_AUTHORITY: 'http://127.0.0.1:3990/tenant',
      ENTRA_CLIENT_ID: TEAMS.MicrosoftAppId,
      ENTRA_CLIENT_SECRET: 'secret',
    };
    const GRAPH_URL = 'http://127.0.0.1:3993/';
    const local = loadConfig({ ...LOCAL, ...entra, LEAVER_GRAPH: 'on', GRAPH_URL });
    assert.equal(local.leavers?.graph?.url, 'http://127.0.0.1:3993');
    assert.throws(() => loadConfig({ ...TEAMS, LEAVER_GRAPH: 'on', GRAPH_URL }), /GRAPH_URL is http/);
    const elsewhere = { ...LOCAL, ...entra, LEAVER_GRAPH: 'on', GRAPH_URL: 'http://graph.example' };
    assert.throws(() => loadConfig(elsewhere), /only loopback addresses may use http/);
    assert.throws(
      () => loadConfig({ ...LOCAL, LEAVER_GRAPH: 'on' }),
      /ENTRA_AUTHORITY is missing, and LEAVER_GRAPH needs it/,
    );
  });

  it('refuse times that make no sense, and words that nobody knows', () => {
    for (const [name, value] of [
      ['LEAVER_CHECK_MINUTES', '0'],
      ['LEAVER_CHECK_MINUTES', '61'],
      ['LEAVER_GRACE_HOURS', '0'],
      ['LEAVER_GRACE_HOURS', '1 day'],
      ['LEAVER_GRAPH', 'yes'],
    ] as const)
      assert.throws(() => loadConfig({ ...TEAMS, [name]: value }), new RegExp(name));
  });
});

describe('the settings of applications that are followed', () => {
  it('are off where nothing stands, and ask as the bot, or as the application where people sign in', () => {
    assert.equal(loadConfig(TEAMS).applications, undefined);
    const asBot = loadConfig({ ...TEAMS, TRACK_GRAPH: 'on' }).applications;
    assert.deepEqual(
      [asBot?.url, asBot?.entra.clientId],
      ['https://graph.microsoft.com', TEAMS.MicrosoftAppId],
    );
    const both = loadConfig({
      ...TEAMS,
      TRACK_GRAPH: 'on',
      LEAVER_GRAPH: 'on',
      GRAPH_URL: 'https://graph.microsoft.us/',
    });
    assert.equal(both.applications?.url, 'https://graph.microsoft.us');
    assert.deepEqual(both.applications, both.leavers?.graph);
    assert.equal(both.leavers?.scimTokens.length, 0);
  });

  it('refuse what is misspelt or lost, and an address that is not https', () => {
    assert.throws(() => loadConfig({ ...TEAMS, TRACK_GRAPH: 'yes' }), /TRACK_GRAPH/);
    assert.throws(() => loadConfig({ ...TEAMS, TRACK_GRAPH: '' }), /may have been lost/);
    assert.throws(
      () => loadConfig({ ...TEAMS, TRACK_GRAPH: 'on', GRAPH_URL: 'http://graph.example' }),
      /GRAPH_URL/,
    );
    assert.throws(() => loadConfig({ MODE: 'local', TRACK_GRAPH: 'on' }), /ENTRA_CLIENT_ID/);
  });
});
