import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { childEnvironment } from '../../support/child-environment.ts';
import { SAMPLE_NAMES } from './card-samples.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TEAMS = join(ROOT, 'src/teams');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** What a type becomes in a JSON import, where every string is just a string. */
const AS_JSON = `
type AsJson<T> = T extends string
  ? string
  : T extends readonly (infer U)[]
    ? readonly AsJson<U>[]
    : T extends object
      ? { readonly [K in keyof T]: AsJson<T[K]> }
      : T;
`;

/** A program that compiles if each card has a type that its sample data are of, and would not if they were of another. */
function program(): string {
  const path = (name: string) => JSON.stringify(join(ROOT, name));
  return [
    `import type { CardData } from ${path('src/teams/cards/card-data.ts')};`,
    ...SAMPLE_NAMES.map(
      (name, i) => `import card${i} from ${path(`cards/${name}.sample.json`)} with { type: 'json' };`,
    ),
    AS_JSON,
    'type Samples = { readonly [N in keyof CardData]: AsJson<CardData[N]> };',
    'export const samples: Samples = {',
    ...SAMPLE_NAMES.map((name, i) => `  ${JSON.stringify(name)}: card${i},`),
    '};',
    '// @ts-expect-error',
    "export const incomplete: Samples['help'] = { summary: '' };",
  ].join('\n');
}

/** The files that declare the data of a card. */
function declarations(): string[] {
  return readdirSync(TEAMS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(TEAMS, file))
    .filter((file) => /^ {2}interface CardData \{$/m.test(readFileSync(file, 'utf8')));
}

/** What the compiler says of the program; empty when it is content. */
async function compile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'patkeeper-samples-'));
  try {
    await writeFile(join(folder, 'samples.mts'), program());
    const settings = {
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        rewriteRelativeImportExtensions: false,
        allowImportingTsExtensions: true,
        typeRoots: [join(ROOT, 'node_modules/@types')],
        types: ['node'],
      },
      files: ['samples.mts', ...declarations()],
      include: [],
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    const options = { env: childEnvironment(), cwd: ROOT };
    return await promisify(execFile)(process.execPath, [TSC, '-p', folder], options).then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('the sample data of the cards', () => {
  it('are of the types that the features declare', async function () {
    this.timeout(60_000);
    assert.equal(await compile(), '');
  });
});
