import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Secret } from '../../src/core/secrets/secret.ts';
import { readCertificate } from '../../src/identity/client-credential.ts';
import { refusal } from '../core/samples.ts';
import { START } from '../support/fixed-clock.ts';
import { forgetManagedIdentity } from '../support/forget-managed-identity.ts';
import { type LoopbackServer, startLoopbackServer } from '../support/loopback-server.ts';
import { said } from '../support/said.ts';
import { selfSigned } from './self-signed.ts';
import { ADA, createSignInWorld, type SignInWorld } from './sign-in-world.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const strangers = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const certificate = selfSigned(keys, new Date('2099-01-01T00:00:00Z'));

describe('a client certificate', () => {
  let dir: string;
  let path: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'patkeeper-'));
    path = join(dir, 'app.pem');
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  async function read(text: string) {
    await writeFile(path, text);
    return readCertificate(path, { now: () => START }, 'MicrosoftAppCertificate');
  }

  it('is read with its key, its chain and its SHA-256 thumbprint, in any order', async () => {
    const root = selfSigned(strangers, new Date('2099-01-01T00:00:00Z'));
    for (const text of [privateKey + certificate + root, `notes\n${root}${certificate}${privateKey}`]) {
      const credential = await read(text);
      assert.ok(credential.kind === 'certificate');
      const thumbprint = new X509Certificate(certificate).fingerprint256.replaceAll(':', '');
      assert.equal(credential.thumbprintSha256, thumbprint);
      assert.equal(credential.privateKey.reveal(), privateKey);
      assert.equal(credential.chain, `${certificate}${root}`.trim());
      assert.equal(credential.validTo, Date.parse('2099-01-01T00:00:00Z'));
      assert.ok(!inspect(credential).includes('PRIVATE KEY'));
    }
  });

  it('is refused with the reason, and never with its key', async () => {
    const ended = selfSigned(keys, new Date('2025-01-01T00:00:00Z'));
    const encrypted = keys.privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
      .toString();
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    const broken = certificate.replace(/.{20}\n/, '\n');
    const cases: [string, RegExp][] = [
      ['', /holds no private key/],
      [certificate, /holds no private key/],
      [privateKey, /holds no certificate/],
      [privateKey + broken, /holds no certificate/],
      [privateKey + selfSigned(strangers, new Date('2099-01-01')), /certificate of another key/],
      [privateKey + ended, /expired on/],
      [encrypted + certificate, /can’t be read or is not RSA/],
      [elliptic + certificate, /can’t be read or is not RSA/],
    ];
    for (const [text, reason] of cases) {
      const error = await refusal(() => read(text));
      assert.match(error.message, reason);
      assert.ok(
        error.message.startsWith(`MicrosoftAppCertificate: ${path}`) && !error.message.includes('BEGIN'),
      );
    }
    const missing = await refusal(() =>
      readCertificate(join(dir, 'none.pem'), { now: () => START }, 'MicrosoftAppCertificate'),
    );
    assert.match(missing.message, /can’t be read/);
  });
});

describe('the application proves that it is itself', () => {
  let world: SignInWorld;
  let servers: LoopbackServer[];
  beforeEach(() => {
    servers = [];
  });
  afterEach(async () => {
    await world.close();
    for (const server of servers) await server.close();
    delete process.env['IDENTITY_ENDPOINT'];
    delete process.env['IDENTITY_HEADER'];
    forgetManagedIdentity();
  });

  const exchange = async () => {
    await world.signIn.exchange(ADA, new Secret(world.entra.teamsToken('ada')));
    return world.entra.signer.open(await world.signIn.forPerson(ADA))?.['oid'];
  };

  it('with a certificate', async () => {
    const thumbprintSha256 = new X509Certificate(certificate).fingerprint256.replaceAll(':', '');
    world = await createSignInWorld({
      client: { assertionKeys: [keys.publicKey] },
      credential: {
        kind: 'certificate',
        privateKey: new Secret(privateKey),
        thumbprintSha256,
        chain: certificate,
      },
    });
    assert.equal(await exchange(), ADA.objectId);
  });

  it('with a secret, and is told when that is wrong', async () => {
    world = await createSignInWorld({ credential: { kind: 'secret', secret: new Secret('wrong') } });
    const error = await refusal(exchange);
    assert.match(said(error), /AADSTS7000215/);
    assert.ok(!inspect(error, { depth: 9 }).includes('ada@'));
  });

  it('with the token of a federated identity, as its file says it at that time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patkeeper-'));
    try {
      const path = join(folder, 'token');
      const federated = { issuer: 'https://cluster.example', subject: 'system:serviceaccount:pat:pat' };
      await writeFile(path, 'one that has ended');
      world = await createSignInWorld({
        client: { assertionKeys: [keys.publicKey], federated },
        credential: { kind: 'token-file', path, setting: 'ENTRA_CLIENT_TOKEN_FILE' },
      });
      assert.match(said(await refusal(exchange)), /AADSTS700027/);
      const claims = { iss: federated.issuer, sub: federated.subject, aud: 'api://AzureADTokenExchange' };
      await writeFile(path, `${jwt(claims)}\n`);
      assert.equal(await exchange(), ADA.objectId);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('with a managed identity that it trusts', async () => {
    const federated = { issuer: 'https://login.microsoftonline.com/tenant/v2.0', subject: 'the-identity' };
    const asked: string[] = [];
    const identity = await startLoopbackServer((request, response) => {
      asked.push(request.url ?? '');
      const claims = { iss: federated.issuer, sub: federated.subject, aud: 'api://AzureADTokenExchange' };
      const token = {
        access_token: jwt(claims),
        expires_on: String(Math.floor(Date.now() / 1000) + 3600),
        resource: claims.aud,
        token_type: 'Bearer',
      };
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(token));
    });
    servers.push(identity);
    process.env['IDENTITY_ENDPOINT'] = `${identity.url}/msi/token`;
    process.env['IDENTITY_HEADER'] = 'header';
    world = await createSignInWorld({
      client: { assertionKeys: [keys.publicKey], federated },
      credential: { kind: 'managed-identity', identity: '9b1c0000-0000-4000-8000-000000000001' },
    });
    assert.equal(await exchange(), ADA.objectId);
    assert.equal(asked.length, 1);
    assert.match(
      asked[0] ?? '',
      /resource=api:\/\/AzureADTokenExchange.*client_id=9b1c0000|AzureADTokenExchange/,
    );
  });
});

function jwt(claims: object): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), keys.privateKey).toString('base64url')}`;
}
