import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Secret } from '../core/secrets/secret.ts';

/** The header in which programs bring the key, in lower case as Node gives it. */
export const LOCAL_KEY_HEADER = 'x-local-key';

/** The key that keeps other accounts of this machine out of local mode. Comparisons always take the same time. */
export interface LocalKey {
  /** The key itself, for the printed address and the header of programs: letters, digits, `.`, `_`, `~` and `-`. */
  reveal(): string;
  /** Whether this is the key. False when it is absent. */
  isKey(given: unknown): boolean;
  /**
   * The cookie that replaces the key on one port. Browsers send a cookie of 127.0.0.1 to every port, so its name and its
   * value belong to this port, and nobody can work out the key from it.
   */
  cookieFor(port: number): { readonly name: string; readonly value: string };
  /** Whether a `Cookie` header holds the cookie of this port. */
  isCookieFor(port: number, header: string | undefined): boolean;
}

/** Makes a key, or takes the one that is given. */
export function createLocalKey(fixed?: Secret): LocalKey {
  const key = fixed ?? new Secret(randomBytes(32).toString('base64url'));

  const cookieFor: LocalKey['cookieFor'] = (port) => ({
    name: `patkeeper-${port}`,
    value: createHmac('sha256', key.reveal()).update(`cookie of port ${port}`).digest('base64url'),
  });

  return {
    reveal: () => key.reveal(),
    isKey: (given) => typeof given === 'string' && isSame(given, key.reveal()),
    cookieFor,
    isCookieFor(port, header = '') {
      const { name, value } = cookieFor(port);
      const given = header
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${name}=`))
        .map((pair) => pair.slice(name.length + 1));
      return given.some((text) => isSame(text, value));
    },
  };
}

/** Digests have one length, so the time tells nothing, not even how long the right text is. */
function isSame(given: string, right: string): boolean {
  const [a, b] = [given, right].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
