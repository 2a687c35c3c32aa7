import { readFile } from 'node:fs/promises';

const PAGE = new URL('../../docs/verification.md', import.meta.url);

/** The one block of this language below a heading of the page about verification. */
export async function documented(heading: string, language: string): Promise<string> {
  const [, section = ''] = (await readFile(PAGE, 'utf8')).split(`\n### ${heading}\n`);
  const [own = ''] = section.split(/\n##+ /, 1);
  const blocks = [...own.matchAll(/^```(\w*)\n(.*?)^```$/gms)].filter(([, given]) => given === language);
  const [[, , block] = []] = blocks;
  if (block === undefined || blocks.length > 1)
    throw new Error(`${heading} has not one block of ${language}`);
  return block;
}
