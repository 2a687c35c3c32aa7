import type * as fs from 'node:fs/promises';

/** What the store uses of the file system; injected, so that tests can watch every step and make it fail. */
export type Files = Pick<
  typeof fs,
  'chmod' | 'copyFile' | 'link' | 'mkdir' | 'open' | 'readdir' | 'readFile' | 'rename' | 'rm' | 'writeFile'
>;
