import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type AppManifest, AppManifestUtils } from '@microsoft/app-manifest';
import { zipSync } from 'fflate';
import { readManifestSettings } from '../config/app-package.ts';
import type { Environment } from '../config/reader.ts';
import { packageVersion } from '../program/package-version.ts';
import { LANGUAGES, sentencesOf } from '../sentences/sentences.ts';
import { manifestCommands } from '../teams/turns/command-lists.ts';

/** What became of packing the app: where it was written and what to know about it, or what is missing. */
export type Packed =
  | { readonly kind: 'written'; readonly path: string; readonly notes: readonly string[] }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** The pictures that Teams wants at the root of an app package. */
const ICONS = ['color.png', 'outline.png'] as const;
/** The checkout, or a build, which has a copy of what is needed. */
const ROOT = new URL('../../', import.meta.url);
/** Zip files need a time; a fixed one makes equal packages equal byte by byte. */
const PACKED_AT = new Date(2000, 0, 1);

/** Writes the app package for Teams to `path`, from manifest/ and the settings in `env`, checked against the schema. */
export async function packApp({ env, path }: { env: Environment; path: string }): Promise<Packed> {
  const { values, signIn, problems, notes } = readManifestSettings(env);
  if (problems.length > 0) return { kind: 'refused', problems };
  const template = await readFile(new URL('manifest/manifest.json', ROOT), 'utf8');
  const filled = fillManifest(template, { ...values, APP_VERSION: packageVersion() });
  const text = signIn ? filled : withoutSignIn(filled);
  const manifest: AppManifest = JSON.parse(text);
  const faults = await AppManifestUtils.validateAgainstSchema(manifest);
  if (faults.length > 0) {
    return {
      kind: 'refused',
      problems: faults.map((fault) => `manifest.json does not follow its schema: ${fault}`),
    };
  }
  const files = {
    'manifest.json': new TextEncoder().encode(text),
    ...(await filesOf(ICONS, (name) => readFile(new URL(`manifest/${name}`, ROOT)))),
    ...(await filesOf(
      LANGUAGES.filter((language) => language !== 'en').map((language) => `${language}.json`),
      async (name) => new TextEncoder().encode(await localized(name, signIn)),
    )),
  };
  const zip = zipSync(files, { mtime: PACKED_AT });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, zip);
  return { kind: 'written', path, notes };
}

async function filesOf(
  names: readonly string[],
  read: (name: string) => Promise<Uint8Array>,
): Promise<Record<string, Uint8Array>> {
  const entries = names.map(async (name) => [name, new Uint8Array(await read(name))] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * The file of another language, named after it: what lies in manifest/, and what the commands do, from the catalogue. Their
 * titles stay as they are typed.
 */
async function localized(file: string, signIn: boolean): Promise<string> {
  const texts: Record<string, string> = JSON.parse(await readFile(new URL(`manifest/${file}`, ROOT), 'utf8'));
  const commands = manifestCommands({ signIn }, sentencesOf(file.replace(/\.json$/, '')));
  const descriptions = commands.map(({ description }, index) => [
    `bots[0].commandLists[0].commands[${index}].description`,
    description,
  ]);
  return `${JSON.stringify({ ...texts, ...Object.fromEntries(descriptions) }, null, 2)}\n`;
}

/** Puts values in the place of `${{NAME}}`; list items without a value are left out. Throws for a name left over. */
export function fillManifest(template: string, values: Readonly<Record<string, string>>): string {
  const manifest = JSON.parse(template, (_key, value: unknown) => {
    if (typeof value === 'string') return fill(value, values);
    return Array.isArray(value) ? value.filter((item) => item !== '') : value;
  });
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The manifest for an app where nobody signs in: Teams would otherwise look for an application that exposes nothing. */
function withoutSignIn(text: string): string {
  const commands = manifestCommands({ signIn: false }, sentencesOf('en'));
  const manifest = JSON.parse(text, (key, value: unknown) => {
    if (key === 'webApplicationInfo') return undefined;
    return key === 'commandLists' && Array.isArray(value)
      ? value.map((list) => ({ ...list, commands }))
      : value;
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
