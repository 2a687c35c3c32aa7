import { resolve } from 'node:path';
import type { Command } from '../program/command.ts';
import { loadEnvFile } from '../program/env-file.ts';
import { packApp } from './pack-app.ts';

/** `patkeeper manifest`. */
export const manifest: Command = {
  takes: '[FILE]',
  about: `Writes the app package for Teams, patkeeper.zip in the current folder if no other file is named. What is in it comes from
the settings: the bot's id, the public address, who publishes it.`,
  words: [0, 1],
  async run({ env, words: [file = 'patkeeper.zip'] }) {
    loadEnvFile(env);
    const packed = await packApp({ env, path: resolve(file) });
    if (packed.kind === 'refused') {
      process.stderr.write(`${['There is no app package yet.', ...packed.problems].join('\n  ')}\n`);
      return 1;
    }
    process.stdout.write(`${[`Wrote ${packed.path}. Upload it in Teams.`, ...packed.notes].join('\n')}\n`);
    return 0;
  },
};
