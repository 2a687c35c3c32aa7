// Says how much of core, http and config their own tests have run under c8, and fails when that is too little.
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

interface Counted {
  readonly total: number;
  readonly covered: number;
}

/** What c8's reporter `json-summary` writes of each file, by its path. */
type Summary = Readonly<Record<string, { readonly lines: Counted; readonly branches: Counted }>>;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SUMMARY = 'node_modules/.cache/coverage-report/coverage-summary.json';
const GROUPS: Readonly<Record<string, RegExp>> = {
  core: /^src\/core\//,
  http: /^src\/http\//,
  config: /^src\/config\//,
};
/** In percent. */
const LEAST = { lines: 99, branches: 90 } as const;

function percentOf(counts: readonly Counted[]): number {
  const sum = (key: keyof Counted): number => counts.reduce((all, count) => all + count[key], 0);
  return sum('total') === 0 ? 0 : (100 * sum('covered')) / sum('total');
}

/** A file of types alone has nothing to run. */
async function hasCode(path: string, { lines }: Summary[string]): Promise<boolean> {
  return lines.covered > 0 || Object.keys(await import(pathToFileURL(path).href)).length > 0;
}

const { total: _, ...files } = JSON.parse(readFileSync(`${ROOT}${SUMMARY}`, 'utf8')) as Summary;
let isEnough = true;
for (const [name, group] of Object.entries(GROUPS)) {
  const entries: Summary[string][] = [];
  for (const [path, file] of Object.entries(files))
    if (group.test(path.slice(ROOT.length)) && (await hasCode(path, file))) entries.push(file);
  for (const kind of ['lines', 'branches'] as const) {
    const percent = percentOf(entries.map((file) => file[kind]));
    const verdict = percent < LEAST[kind] ? `TOO LITTLE: at least ${LEAST[kind]} %` : 'enough';
    if (percent < LEAST[kind]) isEnough = false;
    process.stdout.write(`${name}, ${kind}: ${percent.toFixed(2)} % (${verdict})\n`);
  }
}
process.exitCode = isEnough ? 0 : 1;
