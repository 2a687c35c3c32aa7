import {
  createPublicKey,
  createSign,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomUUID,
  verify as verifyBytes,
} from 'node:crypto';

/** What a token says. */
export type Claims = Readonly<Record<string, unknown>>;

/** Signs tokens as Entra does (RS256), knows its own, and publishes its keys. */
export interface TokenSigner {
  sign(claims: Claims, options?: { readonly unknownKey?: boolean }): string;
  /** The claims of a token that one of the published keys signed, whatever its times say; undefined otherwise. */
  open(token: string): Claims | undefined;
  /** The public keys. */
  keys(): readonly JsonWebKey[];
  /** Signs with a new key from now on; `forgetOld` stops publishing those before. */
  rotate(forgetOld?: boolean): void;
}

interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

// Making keys takes most of a test's time: the first two are made once a process.
const first = newKey();
const strangers = newKey();

/** Gives a signer that begins with a key of the process. */
export function createTokenSigner(): TokenSigner {
  let published: readonly SigningKey[] = [{ ...first, kid: randomUUID() }];
  return {
    sign(claims, { unknownKey = false } = {}) {
      const { kid, privateKey } = unknownKey ? strangers : (published[0] ?? strangers);
      const signed = `${encode({ typ: 'JWT', alg: 'RS256', kid })}.${encode(claims)}`;
      return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
    },
    open(token) {
      const kid = readJwt(token)?.header['kid'];
      const key = published.find((one) => one.kid === kid);
      return key && openJwt(token, key.publicKey);
    },
    keys: () =>
      published.map(({ kid, publicKey }) => ({
        ...publicKey.export({ format: 'jwk' }),
        kid,
        use: 'sig',
        x5t: kid,
      })),
    rotate(forgetOld = false) {
      published = [newKey(), ...(forgetOld ? [] : published)];
    },
  };
}

/** Header and claims of a token that nobody has checked; undefined when it isn't one. */
export function readJwt(token: string): { readonly header: Claims; readonly claims: Claims } | undefined {
  const [head = '', body = '', signature, ...rest] = token.split('.');
  if (signature === undefined || rest.length > 0) return undefined;
  const header = decode(head);
  const claims = decode(body);
  return header && claims && { header, claims };
}

/** The claims of a token that this key signed, with RS256 or PS256; undefined otherwise. */
export function openJwt(token: string, key: KeyObject): Claims | undefined {
  const read = readJwt(token);
  const [head, body, signature = ''] = token.split('.');
  const alg = read?.header['alg'];
  if (read === undefined || (alg !== 'RS256' && alg !== 'PS256')) return undefined;
  // 6 and 32: PSS padding and the length of its salt (RFC 7518, 3.5); 1: PKCS #1.
  const how = alg === 'PS256' ? { key, padding: 6, saltLength: 32 } : { key, padding: 1 };
  const good = verifyBytes(
    'RSA-SHA256',
    Buffer.from(`${head}.${body}`),
    how,
    Buffer.from(signature, 'base64url'),
  );
  return good ? read.claims : undefined;
}

/** Public key of a certificate or key in PEM. */
export function publicKeyOf(pem: string): KeyObject {
  return createPublicKey(pem);
}

function newKey(): SigningKey {
  return { kid: randomUUID(), ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
}

function encode(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decode(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
