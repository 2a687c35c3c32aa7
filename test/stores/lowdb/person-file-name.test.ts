import assert from 'node:assert/strict';
import fc from 'fast-check';
import { personFileName } from '../../../src/stores/lowdb/person-file-name.ts';
import { ada, shoutedAda } from '../fixtures.ts';

describe('the name of a person’s document', () => {
  it('is readable for GUIDs, and the same in any case', () => {
    assert.equal(personFileName(ada), `${ada.tenantId}_${ada.objectId}.json`);
    assert.equal(personFileName(shoutedAda), personFileName(ada));
  });

  it('is a plain file name for any ids', () => {
    const id = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('..', '../../etc/passwd', '', '/', 'a_b', 'nul\0'),
    );
    fc.assert(
      fc.property(id, id, (tenantId, objectId) => {
        assert.match(personFileName({ tenantId, objectId }), /^[0-9a-z-]+[._][0-9a-z-]+\.json$/);
      }),
    );
  });

  it('differs for different people', () => {
    const id = fc.string({ unit: fc.constantFrom('a', 'b', '_', '/', '.', '-'), maxLength: 4 });
    fc.assert(
      fc.property(id, id, id, id, (a, b, c, d) => {
        const same = a === c && b === d;
        const names = [
          personFileName({ tenantId: a, objectId: b }),
          personFileName({ tenantId: c, objectId: d }),
        ];
        assert.equal(names[0] === names[1], same);
      }),
    );
  });
});
