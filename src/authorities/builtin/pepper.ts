import type { KeyObject } from 'node:crypto';

/** A key for digests, with the version by which digests name it. The key object never prints its bytes. */
export interface Pepper {
  readonly version: number;
  readonly key: KeyObject;
}
