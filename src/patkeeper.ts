import process from 'node:process';
import { exitWith } from './program/exit-with.ts';
import { packageVersion } from './program/package-version.ts';
import { type Program, runProgram } from './program/run-program.ts';

/** Everything that Patkeeper does, in the order of its help. The code of a command is loaded when it is run. */
const commands: Program['commands'] = {
  serve: {
    summary: 'run the bot',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  doctor: {
    summary: 'check the settings and everything that they name',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  manifest: {
    summary: 'write the app package for Teams',
    load: async () => (await import('./commands/manifest.ts')).manifest,
  },
  backup: {
    summary: 'copy the data folder, also while Patkeeper runs',
    load: async () => (await import('./commands/backup.ts')).backup,
  },
  leavers: {
    summary: 'see who has left, and say whether that is so',
    load: async () => (await import('./commands/leavers.ts')).leavers,
  },
  admin: {
    summary: "see everybody's tokens and messages, and revoke tokens",
    load: async () => (await import('./commands/admin.ts')).admin,
  },
  audit: {
    summary: 'write out the audit trail, or check that nobody has changed it',
    load: async () => (await import('./commands/audit.ts')).audit,
  },
  migrate: {
    summary: 'bring the schema of the PostgreSQL database up to date',
    load: async () => (await import('./commands/migrate.ts')).migrate,
  },
  import: {
    summary: 'move a data folder into the PostgreSQL database',
    load: async () => (await import('./commands/import.ts')).importFolder,
  },
  export: {
    summary: 'write the PostgreSQL database into a data folder',
    load: async () => (await import('./commands/export.ts')).exportFolder,
  },
};

const { env, stdout: out, stderr: err, argv } = process;
const program = { commands, version: packageVersion(), env, out, err };
// What still waits for an answer must not hold the process.
process.exit(await runProgram(program, argv.slice(2)).catch(exitWith));
