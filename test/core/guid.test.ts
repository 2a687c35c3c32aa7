import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { isGuid } from '../../src/core/guid.ts';

describe('an id of Microsoft', () => {
  it('is told by its form, in either case', () => {
    const id = randomUUID();
    assert.ok(isGuid(id) && isGuid(id.toUpperCase()));
    for (const other of ['', 'patkeeper', `{${id}}`, ` ${id}`, id.replaceAll('-', ''), `${id}\n`]) {
      assert.ok(!isGuid(other), JSON.stringify(other));
    }
  });
});
