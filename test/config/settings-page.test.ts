import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { VARIABLES } from '../../src/config/variables.ts';
import { settingsPage } from './settings-page.ts';

describe('docs/settings.md', () => {
  it('is what "npm run settings" writes of the table of settings', () => {
    assert.equal(readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8'), settingsPage());
  });

  it('has one row for each setting, in its group', () => {
    const named = settingsPage()
      .match(/^\| `[A-Za-z_]+` \|/gm)
      ?.map((row) => row.slice(3, -3));
    assert.deepEqual(
      named,
      VARIABLES.map(({ name }) => name),
    );
  });
});
