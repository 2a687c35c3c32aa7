import assert from 'node:assert/strict';
import { ConfigurationServiceClientCredentialFactory } from 'botbuilder';
import sinon from 'sinon';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { PUBLIC_CLOUD } from '../../../src/teams/channel/cloud.ts';
import { createTokenSource } from '../../../src/teams/channel/token-source.ts';

const BOT = { appId: 'app', tenantId: 'tenant', cloud: PUBLIC_CLOUD };

describe('the token source', () => {
  let createCredentials: sinon.SinonStub;
  let getToken: sinon.SinonStub;

  beforeEach(() => {
    getToken = sinon.stub().resolves('token');
    createCredentials = sinon
      .stub(ConfigurationServiceClientCredentialFactory.prototype, 'createCredentials')
      .resolves(Object.assign({ signRequest: sinon.stub() }, { getToken }));
  });

  afterEach(() => sinon.restore());

  it('asks for the Bot Connector with credentials that are made once', async () => {
    const source = createTokenSource({ ...BOT, type: 'SingleTenant', password: new Secret('password') });
    assert.equal(await source(), 'token');
    assert.equal(await source(), 'token');
    assert.deepEqual(createCredentials.args, [
      ['app', 'https://api.botframework.com', 'https://login.microsoftonline.com/botframework.com', true],
    ]);
    assert.equal(getToken.callCount, 2);
  });

  it('asks once for a burst of messages', async () => {
    const source = createTokenSource({ ...BOT, type: 'UserAssignedMSI' });
    await Promise.all([source(), source(), source()]);
    assert.equal(getToken.callCount, 1);
  });

  it('asks again after a failure', async () => {
    getToken.onFirstCall().rejects(new Error('no'));
    const source = createTokenSource({ ...BOT, type: 'UserAssignedMSI' });
    await assert.rejects(source(), /no/);
    assert.equal(await source(), 'token');
  });

  it('asks for the scope of the cloud that it is given', async () => {
    const cloud = { ...PUBLIC_CLOUD, scope: 'https://api.botframework.us' };
    await createTokenSource({ ...BOT, type: 'SingleTenant', password: new Secret('password'), cloud })();
    assert.equal(createCredentials.args[0]?.[1], 'https://api.botframework.us');
  });

  it('cannot be made without a password', () => {
    const password = new Secret('');
    assert.throws(
      () => createTokenSource({ ...BOT, type: 'SingleTenant', password }),
      /MicrosoftAppPassword/,
    );
  });

  for (const type of ['SingleTenant', 'UserAssignedMSI'] as const) {
    it(`finds botbuilder's ${type} credentials able to give a token`, async () => {
      createCredentials.callThrough();
      const factory = new ConfigurationServiceClientCredentialFactory({
        MicrosoftAppId: 'app',
        MicrosoftAppTenantId: 'tenant',
        MicrosoftAppType: type,
        ...(type === 'SingleTenant' ? { MicrosoftAppPassword: 'password' } : {}),
      });
      const made: object = await factory.createCredentials(
        'app',
        'scope',
        'https://login.microsoftonline.com/x',
        true,
      );
      assert.equal(typeof Reflect.get(made, 'getToken'), 'function');
    });
  }
});
