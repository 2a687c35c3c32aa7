import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BotCredential } from '../../src/config/credential.ts';
import { createChannel } from '../../src/service/teams-channel.ts';
import { PUBLIC_CLOUD } from '../../src/teams/channel/cloud.ts';
import { refusal } from '../core/samples.ts';
import { selfSigned } from '../identity/self-signed.ts';
import { createFakeEntra } from '../support/fake-entra/fake-entra.ts';
import type { FakeEntra } from '../support/fake-entra/fake-entra-types.ts';

const clock = { now: () => Date.now() };
const FEDERATED = { issuer: 'https://cluster.example', subject: 'system:serviceaccount:patkeeper:patkeeper' };
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

describe('the bot’s token for Teams', () => {
  let entra: FakeEntra;
  let folder: string;
  before(async () => {
    entra = await createFakeEntra({
      clock,
      client: { assertionKeys: [keys.publicKey], federated: FEDERATED },
    });
    folder = await mkdtemp(join(tmpdir(), 'patkeeper-'));
  });
  after(async () => {
    await entra.close();
    await rm(folder, { recursive: true, force: true });
  });

  const channel = (credential: BotCredential) =>
    createChannel({
      mode: {
        kind: 'teams',
        type: 'SingleTenant',
        appId: entra.client.clientId,
        tenantId: new URL(entra.authority()).pathname.slice(1),
        allowedTenants: [],
        credential,
      },
      clock,
      cloud: { ...PUBLIC_CLOUD, loginUrl: `${entra.url}/botframework.com` },
    });
  const asked = () => entra.requests.filter(({ operation }) => operation === 'client_credentials').length;

  it('is had by a certificate, and kept', async () => {
    const path = join(folder, 'bot.pem');
    const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
    await writeFile(path, `${key}${selfSigned(keys, new Date('2099-01-01T00:00:00Z'))}`);
    const { getToken } = await channel({ kind: 'certificate', path, setting: 'MicrosoftAppCertificate' });
    const before = asked();
    const [first, second] = await Promise.all([getToken(), getToken()]);
    assert.equal(entra.signer.open(first ?? '')?.['aud'], PUBLIC_CLOUD.scope);
    assert.deepEqual([second, await getToken(), asked()], [first, first, before + 1]);
  });

  it('is had by the token of a federated identity, as its file says it at that time', async () => {
    const path = join(folder, 'token');
    await writeFile(path, 'an old one that has ended');
    const { getToken } = await channel({ kind: 'token-file', path, setting: 'MicrosoftAppTokenFile' });
    await assert.rejects(getToken(), /AADSTS700027/);
    await writeFile(path, `${federatedToken()}\n`);
    assert.equal(entra.signer.open((await getToken()) ?? '')?.['aud'], PUBLIC_CLOUD.scope);
  });

  it('is asked for again when Entra was out of reach', async () => {
    const path = join(folder, 'token');
    await writeFile(path, federatedToken());
    const { getToken } = await channel({ kind: 'token-file', path, setting: 'MicrosoftAppTokenFile' });
    entra.failAlways('*', { kind: 'status', status: 503 });
    await assert.rejects(getToken());
    entra.heal();
    assert.ok(await getToken());
  });

  it('stops the start when its file can’t be used, and says which', async () => {
    const path = join(folder, 'none');
    const certificate = { kind: 'certificate', path, setting: 'MicrosoftAppCertificate' } as const;
    const tokenFile = { kind: 'token-file', path, setting: 'MicrosoftAppTokenFile' } as const;
    for (const credential of [certificate, tokenFile]) {
      const error = await refusal(() => channel(credential));
      assert.match(error.message, /^MicrosoftApp(Certificate|TokenFile): \/.*none can’t be read/);
    }
  });
});

function federatedToken(): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = { iss: FEDERATED.issuer, sub: FEDERATED.subject, aud: 'api://AzureADTokenExchange' };
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), keys.privateKey).toString('base64url')}`;
}
