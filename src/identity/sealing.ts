import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Sealer } from '../core/sealer.ts';
import { type PersonId, personKey } from '../core/tokens/token.ts';
import type { CacheKey } from './cache-keys.ts';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const FORM = /^v1\.([\w-]{8})\.([\w-]+)$/;

/** Makes a sealer: AES-256-GCM, as `v1.`, the id of the key and the output, all URL-safe. The first key seals, and all of them open. */
export function createSealer({ keys }: { keys: readonly [CacheKey, ...CacheKey[]] }): Sealer {
  const [newest] = keys;
  return {
    seal(owner, kind, key, text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, newest.key, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(placeOf(owner, kind, key));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `v1.${newest.id}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(owner, kind, key, sealed) {
      const [, id, data = ''] = FORM.exec(sealed) ?? [];
      const known = keys.find((candidate) => candidate.id === id);
      const bytes = Buffer.from(data, 'base64url');
      // Buffer ignores characters that base64url doesn't allow. Only the one right spelling of the bytes counts as the sealed
      // text.
      if (known === undefined || bytes.length < IV_BYTES + TAG_BYTES || bytes.toString('base64url') !== data)
        return undefined;
      const decipher = createDecipheriv(CIPHER, known.key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(placeOf(owner, kind, key));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        const body = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
        return Buffer.concat([body, decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/** JSON separates the parts, whatever characters they have. */
function placeOf(owner: PersonId, kind: string, key: string): Buffer {
  return Buffer.from(JSON.stringify(['patkeeper v1', personKey(owner), kind, key]));
}
