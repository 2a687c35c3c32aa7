import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadConfig } from '../../src/config/config.ts';
import { failure, refused } from './refused-settings.ts';

const MODE = 'local';

describe('the ends of secrets', () => {
  it('are dates, from the begin of that day in UTC', () => {
    const env = {
      MODE,
      MicrosoftAppPasswordExpires: '2027-05-31',
      ENTRA_CLIENT_SECRET_EXPIRES: '2028-02-29',
    };
    assert.deepEqual(loadConfig(env).secretEnds, {
      bot: Date.UTC(2027, 4, 31),
      signIn: Date.UTC(2028, 1, 29),
    });
    assert.deepEqual(loadConfig({ MODE }).secretEnds, {});
  });

  it('are refused when there is no such day, and never quoted', () => {
    for (const text of ['2027-02-31', '2027-02-29', '31.05.2027', '2027-5-31', 'tomorrow', '+002027-05-31'])
      assert.deepEqual(refused({ MODE, ENTRA_CLIENT_SECRET_EXPIRES: text }), ['ENTRA_CLIENT_SECRET_EXPIRES']);
    const secret = 'q~Zb8Q~secret-in-the-wrong-line';
    assert.ok(!failure({ MODE, MicrosoftAppPasswordExpires: secret }).message.includes(secret));
  });

  it('are every day that there is', () => {
    const days = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const text = day.toISOString().slice(0, 10);
        const { bot } = loadConfig({ MODE, MicrosoftAppPasswordExpires: text }).secretEnds;
        assert.equal(bot, Date.parse(text));
      }),
    );
  });
});
