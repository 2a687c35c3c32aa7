import type { CredentialConfig } from '../config/credential.ts';
import type { Clock } from '../core/ports.ts';
import { type ClientCredential, readCertificate, readTokenFile } from '../identity/client-credential.ts';

/** Reads what a credential's setting names. Rejects with `invalid-input` when its file can't be used. */
export async function loadCredential(config: CredentialConfig, clock: Clock): Promise<ClientCredential> {
  if (config.kind === 'certificate') return readCertificate(config.path, clock, config.setting);
  // Read again for each use: at the start it is only seen that it can be.
  if (config.kind === 'token-file') await readTokenFile(config);
  return config;
}
