import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type AppManifest, AppManifestUtils } from '@microsoft/app-manifest';
import { zipSync } from 'fflate';
import { createConfigReader, type Environment } from './config-reader.ts';
import { isGuid } from './core/guid.ts';

/** What became of packing the app: where it was written and what to know about it, or what is missing. */
export type Packed =
  | { readonly kind: 'written'; readonly path: string; readonly notes: readonly string[] }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** The files that Teams wants at the root of an app package. */
const FILES = ['manifest.json', 'color.png', 'outline.png'] as const;
const ROOT = new URL('../', import.meta.url);
const HOSTNAME = /^(?=.{1,253}$)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/i;
/** Zip files need a time; a fixed one makes equal packages equal byte by byte. */
const PACKED_AT = new Date(2000, 0, 1);

/** Writes the app package for Teams to `path`, from manifest/ and the settings in `env`, checked against the schema. */
export async function packApp({ env, path }: { env: Environment; path: string }): Promise<Packed> {
  const { values, problems, notes } = readValues(env);
  if (problems.length > 0) return { kind: 'refused', problems };
  const { version } = JSON.parse(await readFile(new URL('package.json', ROOT), 'utf8')) as {
    version: string;
  };
  const template = await readFile(new URL('manifest/manifest.json', ROOT), 'utf8');
  const text = fillManifest(template, { ...values, APP_VERSION: version });
  const manifest: AppManifest = JSON.parse(text);
  const faults = await AppManifestUtils.validateAgainstSchema(manifest);
  if (faults.length > 0) {
    return {
      kind: 'refused',
      problems: faults.map((fault) => `manifest.json does not follow its schema: ${fault}`),
    };
  }
  const entries = FILES.map(async (name) => {
    const bytes = await readFile(new URL(`manifest/${name}`, ROOT));
    return [name, name === 'manifest.json' ? new TextEncoder().encode(text) : new Uint8Array(bytes)] as const;
  });
  const zip = zipSync(Object.fromEntries(await Promise.all(entries)), { mtime: PACKED_AT });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, zip);
  return { kind: 'written', path, notes };
}

/** Puts values in the place of `${{NAME}}`; list items without a value are left out. Throws for a name left over. */
export function fillManifest(template: string, values: Readonly<Record<string, string>>): string {
  const manifest = JSON.parse(template, (_key, value: unknown) => {
    if (typeof value === 'string') return fill(value, values);
    return Array.isArray(value) ? value.filter((item) => item !== '') : value;
  });
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{(\w+)\}\}/g, (_all, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`manifest.json names ${name}, which nobody fills in.`);
    return value;
  });
}

function readValues(env: Environment) {
  const read = createConfigReader({ env });
  const values = {
    MICROSOFT_APP_ID: read.text('MicrosoftAppId').toLowerCase(),
    PUBLIC_HOSTNAME: read.text('PUBLIC_HOSTNAME'),
    PUBLISHER_NAME: read.text('PUBLISHER_NAME'),
    PUBLISHER_URL: read.text('PUBLISHER_URL'),
  };
  const problems: string[] = [];
  if (!isGuid(values.MICROSOFT_APP_ID)) {
    const wrong = read.isSet('MicrosoftAppId') ? 'is not an id' : 'is missing';
    problems.push(`MicrosoftAppId ${wrong}. Write the bot's application (client) id in .env.`);
  }
  if (values.PUBLIC_HOSTNAME !== '' && !HOSTNAME.test(values.PUBLIC_HOSTNAME)) {
    problems.push(
      'PUBLIC_HOSTNAME is not a host name. Write one such as patkeeper.example.com, without https://.',
    );
  }
  if (values.PUBLISHER_NAME.length > 32)
    problems.push('PUBLISHER_NAME is too long. Write at most 32 characters.');
  if (!/^https:\/\//i.test(values.PUBLISHER_URL) || !URL.canParse(values.PUBLISHER_URL)) {
    problems.push('PUBLISHER_URL is not a web address. Write one that begins with https://.');
  }
  const notes = read.isSet('PUBLISHER_URL')
    ? []
    : [`Teams will name ${values.PUBLISHER_URL} as your page. Set PUBLISHER_URL to change it.`];
  return { values, problems, notes };
}

/** `npm run manifest`. Like main.ts this is an entry of its own, so it may read the environment. */
async function run(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const packed = await packApp({
    env: process.env,
    path: fileURLToPath(new URL('dist/patkeeper.zip', ROOT)),
  });
  if (packed.kind === 'written') {
    process.stdout.write(`${[`Wrote ${packed.path}. Upload it in Teams.`, ...packed.notes].join('\n')}\n`);
  } else {
    process.stderr.write(`${['There is no app package yet.', ...packed.problems].join('\n  ')}\n`);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run();
