import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type CreateFields,
  checkCreate,
  dateLimits,
  endOf,
  isForbidden,
  type Lifespan,
  lifespanChoices,
  type Policy,
} from '../../../src/core/tokens/policy.ts';
import { allScopes, FULL_ACCESS, satisfies } from '../../../src/core/tokens/scopes.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { said } from '../../support/said.ts';
import { assertRefused, POLICY, refusal } from '../samples.ts';

const upTo = (maxLifespanDays: number): Policy => ({ ...POLICY, maxLifespanDays });
const without = (...forbiddenScopes: string[]): Policy => ({ ...POLICY, forbiddenScopes });
const instants = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
const limits = fc.integer({ min: 1, max: 365 });

describe('the lifespans to choose from', () => {
  it('are the usual ones up to the longest allowed, which is always offered', () => {
    assert.deepEqual(lifespanChoices(upTo(365)), [7, 30, 60, 90, 180, 365]);
    assert.deepEqual(lifespanChoices(upTo(100)), [7, 30, 60, 90, 100]);
    assert.deepEqual(lifespanChoices(upTo(30)), [7, 30]);
    assert.deepEqual(lifespanChoices(upTo(3)), [3]);
  });

  it('are all accepted, in rising order', () => {
    fc.assert(
      fc.property(limits, instants, (max, now) => {
        const choices = lifespanChoices(upTo(max));
        assert.deepEqual(
          choices,
          [...new Set(choices)].sort((a, b) => a - b),
        );
        for (const days of choices) assert.equal(endOf({ days }, upTo(max), now), now + days * DAY);
      }),
    );
  });
});

describe('the end of a token', () => {
  it('is so many times 24 hours away', () => {
    assert.equal(endOf({ days: 1 }, POLICY, START), START + DAY);
    // The nights when European and American clocks change are no longer or shorter than others.
    for (const night of [Date.UTC(2026, 2, 28, 12), Date.UTC(2026, 9, 24, 12), Date.UTC(2026, 2, 8, 1)]) {
      assert.equal(endOf({ days: 7 }, POLICY, night), night + 168 * 60 * 60 * 1000);
    }
  });

  it('is told as a limit when it is out of it', async () => {
    const faults = async (max: number) =>
      (await refusal(() => endOf({ days: 400 }, upTo(max), START))).fields;
    assert.match(said((await faults(30))['lifespan']), /1 to 30 days/);
    assert.match(said((await faults(1))['lifespan']), /1 day\b/);
  });

  it('is the end of a day that is written as a day and nothing else', async () => {
    const year = new Date(START).getUTCFullYear() + 1;
    for (const date of [
      `${year}-01-01T00:00:00.000Z`,
      `+00${year}-01-01`,
      ` ${year}-01-01`,
      `${year}-01-01 `,
      `${year}-1-1`,
    ])
      await assertRefused('invalid-input', () => endOf({ date }, upTo(3650), START), ['date']);
  });

  it('is the end of the chosen day, UTC', () => {
    const end = endOf({ date: '2026-02-28' }, POLICY, START);
    assert.equal(new Date(end).toISOString(), '2026-02-28T23:59:59.999Z');
    assert.equal(
      new Date(endOf({ date: '2028-02-29' }, POLICY, Date.UTC(2028, 1, 1))).toISOString(),
      '2028-02-29T23:59:59.999Z',
    );
  });

  it('is never later than the policy allows', () => {
    const { max } = dateLimits(upTo(30), START);
    assert.equal(max, '2026-02-14');
    assert.equal(endOf({ date: max }, upTo(30), START), START + 30 * DAY);
  });

  it('refuses numbers that are no allowed number of days', async () => {
    for (const days of [0, -1, 1.5, 366, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_VALUE]) {
      await assertRefused('invalid-input', () => endOf({ days }, POLICY, START), ['lifespan']);
    }
    const { fields } = await refusal(() => endOf({ days: 2 }, upTo(1), START));
    assert.equal(said(fields['lifespan']), 'Choose a lifespan of 1 day.');
  });

  it('refuses days that do not exist or are out of reach', async () => {
    const bad = [
      '',
      '2026-02-30',
      '2027-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-1-20',
      '20260120',
      'tomorrow',
    ];
    const outside = [
      '2026-01-15',
      '2026-01-14',
      '2027-01-16',
      '+02026-01-20',
      '2026-01-20T10:00:00Z',
      '9999-99-99',
    ];
    for (const date of [...bad, ...outside]) {
      await assertRefused('invalid-input', () => endOf({ date }, POLICY, START), ['date']);
    }
  });

  it('accepts exactly the days between the limits of the date field', () => {
    fc.assert(
      fc.property(limits, instants, fc.integer({ min: -3, max: 370 }), (max, now, offset) => {
        const policy = upTo(max);
        const date = new Date(now + offset * DAY).toISOString().slice(0, 10);
        const between = date >= dateLimits(policy, now).min && date <= dateLimits(policy, now).max;
        assert.equal(between, offset >= 1 && offset <= max);
        if (!between) return assert.throws(() => endOf({ date }, policy, now));
        const end = endOf({ date }, policy, now);
        assert.ok(end > now && end <= now + max * DAY);
        assert.equal(new Date(end).toISOString().slice(0, 10), date);
      }),
    );
  });

  it('gives or refuses, and nothing else, whatever is typed', async () => {
    const anything: fc.Arbitrary<Lifespan> = fc.oneof(
      fc.record({ days: fc.double() }),
      fc.record({ date: fc.string() }),
      fc.record({ date: fc.stringMatching(/^\d{4}-\d{2}-\d{2}$/) }),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (lifespan) => {
        let end: number;
        try {
          end = endOf(lifespan, POLICY, START);
        } catch (error) {
          assert.equal((await refusal(() => Promise.reject(error))).code, 'invalid-input');
          return;
        }
        assert.ok(end > START && end <= START + 365 * DAY);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a forbidden scope', () => {
  it('is forbidden itself, and so is what includes it', () => {
    assert.equal(isForbidden('vso.code_write', without('vso.code_write')), true);
    assert.equal(isForbidden('vso.code_manage', without('vso.code_write')), true);
    assert.equal(isForbidden('vso.code', without('vso.code_write')), false);
    assert.equal(isForbidden('vso.code', without()), false);
  });

  it('forbids full access, which would grant it', () => {
    assert.equal(isForbidden(FULL_ACCESS, without('vso.code')), true);
    assert.equal(isForbidden(FULL_ACCESS, without(FULL_ACCESS)), true);
    assert.equal(isForbidden('vso.code', without(FULL_ACCESS)), false);
    assert.equal(isForbidden(FULL_ACCESS, without()), false);
  });

  it('can not be had through any scope that is accepted', () => {
    const ids = allScopes().map(({ id }) => id);
    for (const forbidden of ids) {
      const accepted = ids.filter((id) => !isForbidden(id, without(forbidden)));
      assert.equal(satisfies(accepted, forbidden), false, forbidden);
    }
  });
});

describe('a create form', () => {
  const good: CreateFields = {
    name: 'Laptop',
    organization: 'internal',
    lifespan: { days: 30 },
    scopes: ['vso.code'],
  };
  const check = (some: Partial<CreateFields>, policy = POLICY) =>
    checkCreate({ ...good, ...some }, policy, START);

  it('is accepted with its name cleaned and its end counted', () => {
    assert.deepEqual(check({ name: '  My\u200b  laptop ' }), {
      name: 'My laptop',
      organization: 'internal',
      scopes: ['vso.code'],
      validTo: START + 30 * DAY,
    });
  });

  it('is refused with everything that is wrong at once, each with what to do', async () => {
    const all = () => check({ name: ' ', organization: '', lifespan: { days: 0 }, scopes: [] });
    const error = await refusal(all);
    assert.equal(error.code, 'invalid-input');
    assert.deepEqual(Object.keys(error.fields), ['name', 'organization', 'lifespan', 'scopes']);
    for (const fault of Object.values(error.fields)) assert.match(said(fault), /^(Give|Choose) .*\.$/);
    await assertRefused('invalid-input', () => check({ name: '', lifespan: { date: '2026-02-30' } }), [
      'date',
      'name',
    ]);
  });

  it('needs at least one scope, once they are chosen', async () => {
    await assertRefused('invalid-input', () => check({ scopes: [] }), ['scopes']);
    const { scopes: _none, ...open } = good;
    assert.deepEqual(checkCreate(open, POLICY, START).scopes, []);
  });

  it('refuses scopes that are unknown or never offered, without repeating what came in', async () => {
    const hidden = allScopes().find((scope) => !scope.offered);
    assert.ok(hidden);
    for (const id of ['vso.nothing', '', 'VSO.CODE', '__proto__', hidden.id]) {
      await assertRefused('invalid-input', () => check({ scopes: ['vso.code', id] }), ['scopes']);
    }
    const error = await refusal(() => check({ scopes: ['[evil](http://x)'] }));
    assert.ok(!JSON.stringify([error, error.message]).includes('evil'));
  });

  it('refuses forbidden scopes by their names', async () => {
    const { fields } = await refusal(() => check({ scopes: ['vso.code_manage'] }, without('vso.code_write')));
    assert.match(said(fields['scopes']), /administrator/);
    await assertRefused('invalid-input', () => check({ scopes: [FULL_ACCESS] }, without('vso.build')), [
      'scopes',
    ]);
    assert.deepEqual(check({ scopes: ['vso.code'] }, without('vso.code_write')).scopes, ['vso.code']);
  });

  it('keeps each scope once, and full access alone', () => {
    const chosen = ['vso.code_write', 'vso.code', 'vso.code_write'];
    assert.deepEqual(check({ scopes: chosen }).scopes, ['vso.code_write', 'vso.code']);
    assert.deepEqual(check({ scopes: ['vso.code', FULL_ACCESS] }).scopes, [FULL_ACCESS]);
  });
});
