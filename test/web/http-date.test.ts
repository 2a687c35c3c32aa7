import assert from 'node:assert/strict';
import { parseHttpDate } from '../../src/web/http-date.ts';

describe('an HTTP date', () => {
  const AT = Date.UTC(1994, 10, 6, 8, 49, 37);
  const { TZ } = process.env;
  afterEach(() => {
    if (TZ === undefined) delete process.env['TZ'];
    else process.env['TZ'] = TZ;
  });

  it('is the same instant in each of its forms, in every zone of this machine', () => {
    for (const zone of ['UTC', 'America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Auckland']) {
      process.env['TZ'] = zone;
      for (const text of [
        'Sun, 06 Nov 1994 08:49:37 GMT',
        'Sunday, 06-Nov-94 08:49:37 GMT',
        'Sun Nov  6 08:49:37 1994',
      ])
        assert.equal(parseHttpDate(text), AT, `${text} in ${zone}`);
    }
  });

  it('is none that leaves the zone to its reader', () => {
    for (const text of ['', 'soon', '6', 'Sun, 06 Nov 1994 08:49:37', '1994-11-06T08:49:37', 'never GMT'])
      assert.equal(parseHttpDate(text), undefined, text);
  });
});
