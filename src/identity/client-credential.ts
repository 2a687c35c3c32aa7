import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { NodeAuthOptions } from '@azure/msal-node';
import { OperatorError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import { Secret } from '../core/secrets/secret.ts';
import type { Instant } from '../core/tokens/token.ts';
import type { EntraHttp } from './entra-http.ts';
import { ManagedIdentityApplication } from './msal.ts';

/** What a managed identity's token must be for, to stand for an application that trusts it. */
const EXCHANGE_AUDIENCE = 'api://AzureADTokenExchange';
const PEM = /-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----/g;

/** How the application proves to Entra that it is itself. */
export type ClientCredential =
  | { readonly kind: 'secret'; readonly secret: Secret }
  | {
      readonly kind: 'certificate';
      readonly privateKey: Secret;
      /** Hexadecimal. */
      readonly thumbprintSha256: string;
      /** The certificates in PEM, its own first. */
      readonly chain: string;
    }
  /** A file with a token of another issuer that the application trusts. It is read for each use: such tokens live for an hour. */
  | {
      readonly kind: 'token-file';
      readonly path: string;
      /** Which setting names it, for whoever has to mend it. */
      readonly setting: string;
    }
  /** A user-assigned managed identity that the application trusts; its client id. */
  | { readonly kind: 'managed-identity'; readonly identity: string };

/** Gives what msal needs to know of a credential. */
export function msalCredential(credential: ClientCredential, http: EntraHttp): Partial<NodeAuthOptions> {
  if (credential.kind === 'secret') return { clientSecret: credential.secret.reveal() };
  if (credential.kind === 'certificate') {
    const { privateKey, thumbprintSha256, chain } = credential;
    return { clientCertificate: { privateKey: privateKey.reveal(), thumbprintSha256, x5c: chain } };
  }
  if (credential.kind === 'token-file') return { clientAssertion: () => readTokenFile(credential) };
  const application = new ManagedIdentityApplication({
    managedIdentityIdParams: { userAssignedClientId: credential.identity },
    system: { networkClient: http.forMsal, disableInternalRetries: true },
  });
  // msal keeps the identity's token until shortly before its end.
  return {
    clientAssertion: async () =>
      (await application.acquireToken({ resource: EXCHANGE_AUDIENCE })).accessToken,
  };
}

/** Reads the token of a federated identity. Rejects with `invalid-input`, naming the setting and the file. */
export async function readTokenFile({
  path,
  setting,
}: {
  readonly path: string;
  readonly setting: string;
}): Promise<string> {
  const token = await readFile(path, 'utf8').catch(() => '');
  if (token.trim() !== '') return token.trim();
  const sentence = `${setting}: ${path} can’t be read or is empty. Let the user that runs Patkeeper read it, and see that the platform writes it.`;
  throw new OperatorError('invalid-input.setting', sentence);
}

/**
 * Reads a PEM file, which `setting` names, with a private key and its certificate. Rejects with `invalid-input`, naming the
 * file and never its key.
 */
export async function readCertificate(
  path: string,
  clock: Clock,
  setting: string,
): Promise<ClientCredential & { readonly kind: 'certificate'; readonly validTo: Instant }> {
  const refuse = (problem: string) =>
    new OperatorError(
      'invalid-input.setting',
      `${setting}: ${path} ${problem}. Give a PEM file with the private key, without a passphrase, and its certificate.`,
    );
  const text = await readFile(path, 'utf8').catch(() => {
    throw refuse('can’t be read');
  });
  const blocks = [...text.matchAll(PEM)].map(([pem, label = '']) => ({ pem, label }));
  const key = blocks.find(({ label }) => label.endsWith('PRIVATE KEY'))?.pem;
  const certificates = blocks.filter(({ label }) => label === 'CERTIFICATE').map(({ pem }) => pem);
  if (key === undefined) throw refuse('holds no private key');
  const own = parsed(() => certificates.map((pem) => new X509Certificate(pem)));
  const privateKey = parsed(() => createPrivateKey(key));
  if (own === undefined || own.length === 0) throw refuse('holds no certificate');
  if (privateKey?.asymmetricKeyType !== 'rsa')
    throw refuse('holds a private key that can’t be read or is not RSA');
  const at = own.findIndex((certificate) => certificate.checkPrivateKey(privateKey));
  const certificate = own[at];
  if (certificate === undefined) throw refuse('holds a certificate of another key');
  const validTo = Date.parse(certificate.validTo);
  if (validTo <= clock.now()) throw refuse(`expired on ${certificate.validTo}`);
  return {
    kind: 'certificate',
    privateKey: new Secret(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
    thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''),
    validTo,
    chain: [certificates[at], ...certificates.filter((_, index) => index !== at)].join('\n'),
  };
}

function parsed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
