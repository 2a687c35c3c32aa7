import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { ROOT } from './build-tree.js';

/** A package that a source loads by `require`: the bundle has it too. */
const REQUIRED = /\bcreateRequire\(import\.meta\.url\)\((?=\s*'[^']+',?\s*\))/g;
/** Packages with compiled parts. Others ask for them at run time, and do without them where they are missing. */
const PARTS_OF_A_MACHINE = ['dtrace-provider', 'pg-native'];
const LICENCE = /^(licen[cs]e|notice|copying)/i;
/** CommonJS packages ask for what belongs to Node by `require`, which an ES module has only if it makes it. */
const REQUIRE =
  "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);";

/** Node is silent about what packages use that is deprecated, and knows them by their folder, which a bundle has not. */
const QUIET = 'process.noDeprecation ??= true;';

/**
 * Writes programs with all that they import, packages too, into `target`/src as a few large files: hundreds of packages' files
 * take Node twice as long to load, and more memory. Each program keeps its file name; they share their common code.
 * Beside them it writes the licences of these packages. Rejects with an Error that says what is wrong.
 * @param {string} target
 * @param {readonly string[]} programs paths of sources, from the checkout's root
 */
export async function bundle(target, programs) {
  // A package: it is loaded only where there is something to build.
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(programs.map((path) => [basename(path, '.ts'), path])),
    outdir: join(target, 'src'),
    chunkNames: 'chunk-[hash]',
    plugins: [sourcesKnowTheirPlace],
    banner: { js: `${REQUIRE} ${QUIET}` },
    external: PARTS_OF_A_MACHINE,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // What Node itself would load of a package, not what is meant for bundlers.
    conditions: [],
    // Less text for Node to read and to keep. The names of functions stay, for traces of errors.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
  });
  writeFileSync(join(target, 'THIRD-PARTY-LICENSES.txt'), licencesOf(Object.keys(metafile.inputs)));
}

/**
 * A source finds files beside it by its own address. Its code stands in another file of the bundle, so it is given the address
 * that it would have in the tree of the build.
 * @type {import('esbuild').Plugin}
 */
const sourcesKnowTheirPlace = {
  name: 'sources know their place',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const place = relative(join(ROOT, 'src'), path).split(sep).join('/');
      const address = `new URL(${JSON.stringify(place)}, import.meta.url).href`;
      const source = readFileSync(path, 'utf8').replace(REQUIRED, 'require(');
      return { contents: source.replaceAll('import.meta.url', address), loader: 'ts' };
    });
  },
};

/**
 * The licence of each package that these files belong to, in the order of their names.
 * @param {readonly string[]} files from the checkout's root
 */
function licencesOf(files) {
  const folders = new Set(files.filter((path) => path.startsWith('node_modules/')).map(packageOf));
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const texts = readdirSync(folder)
      .filter((file) => LICENCE.test(file))
      .map((file) => readFileSync(join(folder, file), 'utf8').trim());
    return [`${name} ${version} (${license ?? 'licence not named'})`, ...texts].join('\n\n');
  });
  return `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/**
 * The folder of the package that a file belongs to: the nearest one whose package.json has a version. Packages also have others,
 * which only say what kind of modules a folder holds.
 * @param {string} file from the checkout's root @returns {string}
 */
function packageOf(file) {
  let folder = dirname(join(ROOT, file));
  const hasVersion = () => {
    const description = join(folder, 'package.json');
    return existsSync(description) && 'version' in JSON.parse(readFileSync(description, 'utf8'));
  };
  while (!hasVersion()) folder = dirname(folder);
  return folder;
}
