import assert from 'node:assert/strict';
import { deadLinks } from './dead-links.ts';
import { parsePage, readPages } from './page.ts';
import { unknownNames } from './unknown-names.ts';

describe('the documentation', () => {
  const pages = readPages();

  it('has the pages that the README promises', () => {
    const paths = pages.map(({ path }) => path);
    for (const path of ['README.md', 'CONTRIBUTING.md', 'docs/teams.md', 'examples/nginx-git/README.md'])
      assert.ok(paths.includes(path), path);
  });

  for (const page of pages) {
    it(`has no dead link in ${page.path}, and names only what exists`, () => {
      assert.deepEqual(deadLinks(page, pages), []);
      assert.deepEqual(unknownNames(page), []);
    });
  }

  it('is read in five minutes where it begins', () => {
    const readme = pages.find(({ path }) => path === 'README.md');
    const lines = (readme?.prose ?? '').split('\n').length;
    const inBlocks = readme?.blocks.reduce((sum, { text }) => sum + text.split('\n').length + 1, 0) ?? 0;
    assert.ok(lines > 50 && lines + inBlocks <= 220, `${lines} + ${inBlocks} lines`);
  });
});

describe('a page', () => {
  const page = parsePage(
    'docs/sample.md',
    [
      '# Sample, “quoted”',
      '## `Code` and more',
      '## Twice',
      '## Twice',
      '[a](#sample-quoted) [b](#code-and-more) [c](#twice-1) [d](../README.md) [e](https://example.com/x)',
      '[f](#twice-2) [g](gone.md) [h](../README.md#gone) [i](../../outside.md) [j]()',
      '`npm run check`, `npm run chek`, "/pat list", `/pat show <name>`, `/pat clock +1h`, `/pat lits x`',
      '`STORE=lowdb`, `STOER=lowdb`, `LOG_LEVEL`, `LOG_LEVLE`, `MicrosoftAppId`, `MicrosoftAppID`',
      '`src/patkeeper.ts`, `src/man.ts`, `src/config/variables-*.ts`, `src/confg/*.ts`, `bot.ts`, `bt.ts`',
      '  ```sh',
      '  node dist/patkeeper.js && node dist/docter.js',
      '  OWN_NAME=$(az x) && echo $OWN_NAME # [k](gone.md)',
      '  ```',
      '',
    ].join('\n'),
  );

  it('has dead links where file or heading is missing', () => {
    assert.deepEqual(deadLinks(page, readPages()), [
      '#twice-2',
      'gone.md',
      '../README.md#gone',
      '../../outside.md',
      '',
    ]);
  });

  it('has unknown names where nothing is called so', () => {
    assert.deepEqual(unknownNames(page), [
      'npm run chek',
      '/pat lits',
      'LOG_LEVLE',
      'MicrosoftAppID',
      'STOER',
      'src/man.ts',
      'src/confg/*.ts',
      'dist/docter.js',
      'bt.ts',
    ]);
  });
});
