import * as fs from 'node:fs/promises';
import { basename } from 'node:path';
import type { Files } from '../../../src/stores/lowdb/durable-file.ts';

const WATCHED: ReadonlySet<unknown> = new Set(['writeFile', 'appendFile', 'sync', 'datasync', 'truncate']);
const RANDOM_PART = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** The file system with every changing step told before it is taken, for example as `rename ada.json`. */
export interface WatchedFiles {
  readonly files: Files;
  readonly steps: string[];
  /** Called before each step; what it throws is what the step fails with. */
  onStep: (step: string) => void | Promise<void>;
}

export function watchFiles(): WatchedFiles {
  const steps: string[] = [];
  const watch: WatchedFiles = {
    steps,
    onStep: () => {},
    files: {
      ...fs,
      open: async (path, flags, mode) => {
        const name = nameOf(path);
        await take(`open ${name}`);
        return watchedHandle(await fs.open(path, flags, mode), name);
      },
      rename: async (from, to) => {
        await take(`rename ${nameOf(to)}`);
        await fs.rename(from, to);
      },
      link: async (from, to) => {
        await take(`link ${nameOf(to)}`);
        await fs.link(from, to);
      },
      copyFile: async (from, to, mode) => {
        await take(`copyFile ${nameOf(to)}`);
        await fs.copyFile(from, to, mode);
      },
      rm: async (path, options) => {
        await take(`rm ${nameOf(path)}`);
        await fs.rm(path, options);
      },
    },
  };

  async function take(step: string): Promise<void> {
    steps.push(step);
    await watch.onStep(step);
  }

  function watchedHandle(handle: fs.FileHandle, name: string): fs.FileHandle {
    return new Proxy(handle, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function') return value;
        if (!WATCHED.has(property)) return value.bind(target);
        return async (...parameters: unknown[]): Promise<unknown> => {
          await take(`${String(property)} ${name}`);
          return Reflect.apply(value, target, parameters);
        };
      },
    });
  }

  return watch;
}

/** What the system says when a disk is full, or whatever the code stands for. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made by a test`), { code });
}

function nameOf(path: unknown): string {
  return basename(String(path)).replace(RANDOM_PART, '');
}
