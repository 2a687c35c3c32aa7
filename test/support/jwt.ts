import { createHmac, generateKeyPairSync, randomUUID, sign as signBytes } from 'node:crypto';
import { type Cloud, PUBLIC_CLOUD } from '../../src/teams/channel/cloud.ts';
import { startLoopbackServer } from './loopback-server.ts';

type Part = Record<string, unknown>;

/** Signs tokens as the Bot Framework does, and publishes its keys on loopback. */
export interface FakeIssuer {
  /** The public cloud with our metadata document in place of Microsoft's. */
  readonly cloud: Cloud;
  /** How often the keys were fetched. */
  readonly fetches: () => number;
  /** Claims of a token that is good for five minutes. */
  claims(of: { appId: string; serviceUrl: string }): Part;
  /** A token over any claims; the header may be changed, or all of it signed by a key that nobody knows. */
  sign(claims: Part, options?: { header?: Part; unknownKey?: boolean }): string;
  /** A token that claims a key id and proves it with nothing, or with a password made of the public key. */
  forge(claims: Part, alg: 'none' | 'HS256'): string;
  /** Makes the key documents answer with this status; 200 puts it right. */
  failWith(status: number): void;
  close(): Promise<void>;
}

// Making keys takes most of a test's time; who needs another key signs with the stranger's.
const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
const strangers = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Starts an issuer whose key may speak for the given channels. */
export async function createFakeIssuer(endorsements: readonly string[] = ['msteams']): Promise<FakeIssuer> {
  const unique = randomUUID();
  const kid = `key-${unique}`;
  let fetched = 0;
  let status = 200;
  const server = await startLoopbackServer((request, response) => {
    const keys = [{ ...ours.publicKey.export({ format: 'jwk' }), kid, use: 'sig', endorsements }];
    const isKeys = request.url?.endsWith('/keys') === true;
    if (isKeys) fetched += 1;
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(isKeys ? { keys } : { jwks_uri: `${server.url}/${unique}/keys` }));
  });

  return {
    cloud: { ...PUBLIC_CLOUD, metadataUrl: `${server.url}/${unique}/openidconfiguration` },
    fetches: () => fetched,
    claims({ appId, serviceUrl }) {
      const now = Math.floor(Date.now() / 1000);
      return { iss: PUBLIC_CLOUD.issuer, aud: appId, nbf: now - 60, exp: now + 300, serviceurl: serviceUrl };
    },
    sign(claims, { header = {}, unknownKey = false } = {}) {
      const signed = `${encode({ typ: 'JWT', alg: 'RS256', kid, ...header })}.${encode(claims)}`;
      const key = unknownKey ? strangers.privateKey : ours.privateKey;
      return `${signed}.${signBytes('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
    },
    forge(claims, alg) {
      const signed = `${encode({ typ: 'JWT', alg, kid })}.${encode(claims)}`;
      const pem = ours.publicKey.export({ format: 'pem', type: 'spki' });
      const hmac = createHmac('sha256', pem).update(signed).digest('base64url');
      return `${signed}.${alg === 'none' ? '' : hmac}`;
    },
    failWith(next) {
      status = next;
    },
    close: () => server.close(),
  };
}

function encode(part: Part): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
