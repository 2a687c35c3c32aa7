import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = 'test/support/replica-main';
/** What the service reads beside its code, and where it finds its packages. */
const BESIDE = ['node_modules', 'cards', 'manifest', 'package.json', 'src/stores/postgres/migrations'];

/** The service as it is built, for replicas: they start in half the time that its source takes. */
export interface ReplicaBuild {
  /** The working directory of replicas, without settings in it. */
  readonly folder: string;
  readonly program: string;
}

let built: ReplicaBuild | undefined;

/** Builds it once a run, in a temporary folder; types are checked elsewhere. Throws with what the compiler says. */
export function buildReplica(): ReplicaBuild {
  built ??= build();
  return built;
}

function build(): ReplicaBuild {
  const folder = mkdtempSync(join(tmpdir(), 'patkeeper-replicas-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const project = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { noEmit: false, noCheck: true, rootDir: ROOT, outDir: folder, types: [] },
    files: [join(ROOT, `${PROGRAM}.ts`)],
  };
  const file = join(folder, 'tsconfig.json');
  writeFileSync(file, JSON.stringify(project));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', file],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The replicas could not be built: ${stdout}${stderr}`);
  for (const path of BESIDE) {
    rmSync(join(folder, path), { recursive: true, force: true }); // the compiler may have put some of it there
    symlinkSync(join(ROOT, path), join(folder, path));
  }
  return { folder, program: join(folder, `${PROGRAM}.js`) };
}
