import { createSecretKey } from 'node:crypto';
import type { Pepper } from '../../../src/authorities/builtin/pepper.ts';
import type { Peppers } from '../../../src/authorities/builtin/peppers.ts';

export function samplePepper(version: number): Pepper {
  return { version, key: createSecretKey(Buffer.alloc(32, version)) };
}

/** Peppers of the given versions, the first one current. */
export function samplePeppers(...versions: [number, ...number[]]): Peppers {
  const all = versions.map(samplePepper);
  return {
    current: samplePepper(versions[0]),
    find: (wanted) => all.find(({ version }) => version === wanted),
  };
}
