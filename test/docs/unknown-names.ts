import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileVariable, SECRET_NAMES, VARIABLES } from '../../src/config/variables.ts';
import { parseCommand } from '../../src/teams/turns/parse-command.ts';
import { type Page, ROOT } from './page.ts';

/** Names with the form of a setting that are none: each for its reason. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  'variables of Node, the tests and CGI': [
    'NODE_OPTIONS',
    'REQUIRE_TOOLS',
    'CHROMIUM_PATH',
    'HTTP_PROXY',
    'REMOTE_USER',
    'HTTP_X_AUTH_USER',
  ],
  'words of psql': ['ON_ERROR_STOP'],
  'any setting': ['NAME'],
  'wrong on purpose': [
    'FORBIDDEN_SCOPES_FILE',
    'FORBIDEN_SCOPES',
    'MICROSOFT_APP_ID',
    'AZURE_DEVOPS_ORG',
    'DATABASE_HOST',
  ],
};
const SETTINGS = new Set<string>([
  ...VARIABLES.map(({ name }) => name),
  ...SECRET_NAMES.map(fileVariable),
  ...Object.values(OTHER_NAMES).flat(),
]);
const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
  scripts: Record<string, string>;
};
/** Files that commands of the documentation write. */
const MADE = ['test/ui/screenshots'];
/** Files of older releases, which the changes speak of. */
const GONE = ['dist/main.js', 'dist/doctor.js', 'dist/patkeeper.zip'];
const FOLDERS = ['scripts', 'src', 'test', 'docs', 'cards', 'manifest', 'examples', 'deploy', '.ci'];
const PATHS = FOLDERS.flatMap((folder) =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' }).map(
    (path) => `${folder}/${path.replaceAll('\\', '/')}`,
  ),
);
const FILE_NAMES = new Set([...readdirSync(ROOT), ...PATHS].map((path) => basename(path)));

/** The files, commands, scripts and settings that a page names and that do not exist. */
export function unknownNames(page: Page): string[] {
  const shell = page.blocks.filter(({ language }) => ['', 'sh'].includes(language)).map(({ text }) => text);
  const code = [...page.spans, ...shell].join('\n');
  const everything = [page.prose, ...page.blocks.map(({ text }) => text)].join('\n');
  return [
    ...unknownScripts(everything),
    ...unknownCommands(everything),
    ...unknownSettings(code),
    ...unknownFiles(code),
  ];
}

function unknownScripts(text: string): string[] {
  return matches(text, /\bnpm run (?:--silent )?([a-z][\w:-]*)/g)
    .filter((name) => !Object.hasOwn(scripts, name))
    .map((name) => `npm run ${name}`);
}

/** A command is known when the bot understands it with a name behind it, with hours, or alone. */
function unknownCommands(text: string): string[] {
  return matches(text, /(?<![\w/.])\/pat ([a-z]+)/g)
    .filter((verb) =>
      ['', ' x', ' +1h'].every((rest) => {
        const command = parseCommand(`/pat ${verb}${rest}`);
        return command.name === 'help' && !command.understood;
      }),
    )
    .map((verb) => `/pat ${verb}`);
}

/** Also those of one word, where a value follows. A variable that the page itself uses is the page's own. */
function unknownSettings(code: string): string[] {
  const own = new Set(matches(code, /\$\{?([A-Z][A-Z_]*)/g));
  const names = [
    ...matches(code, /(?<![\w$./:{-])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|Microsoft[A-Z]\w+)(?![\w…-])/g),
    ...matches(code, /(?<![\w$./:{-])([A-Z][A-Z0-9]+)=/g),
  ];
  return names.filter((name) => !SETTINGS.has(name) && !own.has(name));
}

/** Files in folders of ours, with `*` and `<name>` for any; and files by their bare names where those are code. */
function unknownFiles(code: string): string[] {
  const paths = matches(
    code,
    /(?<![\w./-])((?:src|test|docs|cards|manifest|examples|deploy|dist|\.ci)\/[\w./*<>-]*[\w*>/])/g,
  );
  const names = matches(code, /(?<![\w./*<>-])([\w-]+(?:\.test)?\.(?:ts|sql))(?!\w)/g);
  return [
    ...paths.filter((path) => !isFile(path)),
    ...names.filter((name) => !FILE_NAMES.has(name) && !/^\d{3}-/.test(name)),
  ];
}

function isFile(path: string): boolean {
  if (MADE.includes(path) || GONE.includes(path)) return true;
  const source = path.replace(/^dist\/(.+)\.js$/, 'src/$1.ts');
  if (!/[*<]/.test(source)) return existsSync(`${ROOT}${source}`);
  const escaped = source.replaceAll('.', '\\.').replace(/<\w+>|\*+/g, '[^/]*');
  const pattern = new RegExp(`^${escaped}$`);
  return PATHS.some((known) => pattern.test(known));
}

function matches(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))];
}
