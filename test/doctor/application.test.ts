import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AzureDevOpsConfig } from '../../src/config/azure-devops.ts';
import type { CredentialConfig } from '../../src/config/credential.ts';
import { examineCredential } from '../../src/doctor/application.ts';
import { selfSigned } from '../identity/self-signed.ts';
import { createFakeEntra } from '../support/fake-entra/fake-entra.ts';
import type { FakeEntra } from '../support/fake-entra/fake-entra-types.ts';
import { forgetManagedIdentity } from '../support/forget-managed-identity.ts';
import { startLoopbackServer } from '../support/loopback-server.ts';
import { deadUrl, printed } from './world.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const FEDERATED = { issuer: 'https://login.microsoftonline.com/tenant/v2.0', subject: 'the-identity' };
const IDENTITY = '9b1c0000-0000-4000-8000-000000000001';
const NAMES = {
  id: 'ENTRA_CLIENT_ID',
  secret: 'ENTRA_CLIENT_SECRET',
  certificate: 'ENTRA_CLIENT_CERTIFICATE',
  tenant: 'ENTRA_AUTHORITY',
};

describe('the doctor, on a credential that is no secret', () => {
  const clock = { now: () => Date.now() };
  let entra: FakeEntra;
  before(async () => {
    entra = await createFakeEntra({
      clock,
      client: { assertionKeys: [keys.publicKey], federated: FEDERATED },
    });
  });
  afterEach(() => {
    delete process.env['IDENTITY_ENDPOINT'];
    delete process.env['IDENTITY_HEADER'];
    forgetManagedIdentity();
  });
  after(() => entra.close());

  async function look(credential: CredentialConfig): Promise<string> {
    const { clientId } = entra.client;
    const azureDevOps: AzureDevOpsConfig = {
      url: 'http://127.0.0.1:9',
      profileUrl: 'http://127.0.0.1:9',
      entra: { authority: entra.authority(), clientId, credential },
    };
    const finding = await examineCredential({ azureDevOps, names: NAMES, clock });
    return printed([finding], 'Application credential');
  }

  it('tries the certificate', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patkeeper-doctor-'));
    try {
      const path = join(folder, 'app.pem');
      const write = async (pair: typeof keys) => {
        const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
        await writeFile(path, `${key}${selfSigned(pair, new Date('2099-01-01T00:00:00Z'))}`);
      };
      await write(keys);
      assert.match(
        await look({ kind: 'certificate', path, setting: 'ENTRA_CLIENT_CERTIFICATE' }),
        /^ok .*the certificate of ENTRA_CLIENT_ID/,
      );
      await write(generateKeyPairSync('rsa', { modulusLength: 2048 }));
      assert.match(
        await look({ kind: 'certificate', path, setting: 'ENTRA_CLIENT_CERTIFICATE' }),
        /^PROBLEM .*not registered .*AADSTS700027.*ENTRA_CLIENT_CERTIFICATE/,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('tries the token of a federated identity', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patkeeper-doctor-'));
    try {
      const credential = {
        kind: 'token-file',
        path: join(folder, 'token'),
        setting: 'ENTRA_CLIENT_TOKEN_FILE',
      } as const;
      assert.match(await look(credential), /^PROBLEM .*ENTRA_CLIENT_TOKEN_FILE: .*token can’t be read/);
      await writeFile(credential.path, `${assertion()}\n`);
      assert.match(await look(credential), /^ok .*the token file of ENTRA_CLIENT_ID/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('tries the managed identity', async () => {
    const identity = await startLoopbackServer((_request, response) => {
      const token = {
        access_token: assertion(),
        expires_on: String(Math.floor(Date.now() / 1000) + 3600),
        resource: 'api://AzureADTokenExchange',
        token_type: 'Bearer',
      };
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(token));
    });
    try {
      process.env['IDENTITY_ENDPOINT'] = `${identity.url}/msi/token`;
      process.env['IDENTITY_HEADER'] = 'header';
      assert.match(
        await look({ kind: 'managed-identity', identity: IDENTITY }),
        /^ok .*the managed identity of/,
      );
    } finally {
      await identity.close();
    }
  });

  it('notices a machine without the managed identity', async () => {
    process.env['IDENTITY_ENDPOINT'] = `${await deadUrl()}/msi/token`;
    process.env['IDENTITY_HEADER'] = 'header';
    const text = await look({ kind: 'managed-identity', identity: '9b1c0000-0000-4000-8000-000000000002' });
    assert.match(text, /^PROBLEM .*gives no token for the managed identity.*in Azure.*step 3/);
  });
});

/** What a managed identity's service gives out. */
function assertion(): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = { iss: FEDERATED.issuer, sub: FEDERATED.subject, aud: 'api://AzureADTokenExchange' };
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), keys.privateKey).toString('base64url')}`;
}
