import { type OpenedLowdbStore, openedLowdbStore } from './opened-lowdb-store.ts';
import { systemError, type WatchedFiles, watchFiles } from './watched-files.ts';

/** A lowdb store whose disk is watched, and fails when a test wants it to. Its disk works when it is closed. */
export interface WatchedStore extends OpenedLowdbStore {
  readonly watch: WatchedFiles;
  /** From now on steps like this fail, and no others. */
  failOn(pattern: RegExp, code?: string): void;
  /** From now on every step works. */
  mend(): void;
  /** Files that were replaced so far. */
  renames(): number;
}

/** Opens a store on a disk that works. */
export async function watchedStore(): Promise<WatchedStore> {
  const watch = watchFiles();
  const opened = await openedLowdbStore({ files: watch.files });
  const mend = (): void => {
    watch.onStep = () => {};
  };
  return {
    ...opened,
    watch,
    failOn: (pattern, code = 'ENOSPC') => {
      watch.onStep = (step) => {
        if (pattern.test(step)) throw systemError(code);
      };
    },
    mend,
    renames: () => watch.steps.filter((step) => step.startsWith('rename')).length,
    close: async () => {
      mend();
      await opened.close();
    },
  };
}
