import assert from 'node:assert/strict';
import { Template } from 'adaptivecards-templating';
import fc from 'fast-check';
import { sentencesOf } from '../../../src/sentences/sentences.ts';
import { templateIn } from '../../../src/teams/cards/cards.ts';
import { compileTemplate } from '../../../src/teams/cards/compile-template.ts';
import { isolateNumbers } from '../../../src/teams/cards/for-reader.ts';
import type { Json } from '../../../src/teams/cards/json.ts';
import { SAMPLE_CARDS } from './card-samples.ts';

/** What the library that our templates are written for makes of a template, with the twins of the buttons added. */
function expandedByLibrary(template: Json, data: Json, actions: 'execute' | 'submit'): unknown {
  const expanded = new Template(template).expand({ $root: withoutEffect(data) as object }) as Json;
  return isolateNumbers(withTwins(expanded, actions));
}

/** Clients expand `{{DATE(...)}}` in any text. */
function withoutEffect(data: Json): unknown {
  const replaced = (_key: string, value: unknown) =>
    typeof value === 'string' ? value.replace(/\{(?=\{)/g, '{\u2060') : value;
  return JSON.parse(JSON.stringify(data, replaced));
}

function withTwins(value: Json, actions: 'execute' | 'submit'): Json {
  if (Array.isArray(value)) return value.map((one) => withTwins(one, actions));
  if (typeof value !== 'object' || value === null) return value;
  const mapped = Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const isRow = key === 'selectAction' && actions === 'execute';
      return [key, isRow ? child : withTwins(child, actions)];
    }),
  );
  if (mapped['type'] !== 'Action.Execute') return mapped;
  const { type: _, verb, data, ...look } = mapped;
  const submit = { ...look, type: 'Action.Submit', data: { ...(data as object), verb } };
  return actions === 'submit' ? submit : { ...mapped, fallback: submit };
}

/** Other data of the same shape: other texts, numbers and conditions, and lists of other lengths. */
function dataLike(value: Json): fc.Arbitrary<Json> {
  const text = fc.oneof(
    fc.constant(''),
    fc.string(),
    fc.constantFrom('$', '`', '${name}', '{', 'a}b', '12 days'),
  );
  if (typeof value === 'string') return text;
  if (typeof value === 'number') return fc.integer();
  if (typeof value === 'boolean') return fc.boolean();
  if (Array.isArray(value)) {
    const [first] = value as readonly Json[];
    return first === undefined ? fc.constant([]) : fc.array(dataLike(first), { maxLength: 4 });
  }
  if (typeof value !== 'object' || value === null) return fc.constant(value);
  return fc.record(Object.fromEntries(Object.entries(value).map(([key, child]) => [key, dataLike(child)])));
}

/** JSON as clients get it: what is undefined is not there. */
const asSent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a compiled template', () => {
  const sentences = sentencesOf('en');
  for (const { card, data } of SAMPLE_CARDS) {
    const template = templateIn(sentences, card);
    const sample = data as unknown as Json;

    it(`makes of ${card} what the library makes of it`, () => {
      for (const actions of ['execute', 'submit'] as const) {
        const compiled = compileTemplate(template, actions);
        assert.deepEqual(asSent(compiled(sample)), asSent(expandedByLibrary(template, sample, actions)));
      }
      const compiled = compileTemplate(template, 'execute');
      fc.assert(
        fc.property(dataLike(sample), (other) => {
          assert.deepEqual(asSent(compiled(other)), asSent(expandedByLibrary(template, other, 'execute')));
        }),
        { numRuns: 25 },
      );
    });
  }

  it('makes what the library makes of lists in lists, and of what is missing', () => {
    const field = fc.option(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { nil: undefined });
    const item = fc.record({ a: field, list: fc.array(fc.record({ b: field }), { maxLength: 3 }) });
    const root = fc.record({ title: field, shown: fc.boolean(), items: fc.array(item, { maxLength: 3 }) });
    const template: Json = {
      title: '${title}',
      line: 'before ${title}, ${$root.title} after',
      body: [
        {
          $data: '${items}',
          $when: "${a != ''}",
          a: '${a}',
          inner: [
            { $data: '${list}', b: '${b} of ${$root.title}', $when: "${b == ''}" },
            { fixed: [1, 'x'] },
          ],
        },
        { $when: '${shown}', only: { $when: '${$root.shown}', here: true } },
        '${title}',
        ...['!shown', "title == 'x'", "title != 'x' && shown", '!title || shown', 'title && shown'].map(
          (condition) => ({
            $when: `\${${condition}}`,
            condition,
          }),
        ),
      ],
      single: { $data: '${items}', a: '${a}' },
    };
    const compiled = compileTemplate(template, 'execute');
    fc.assert(
      fc.property(root, (data) => {
        const given = data as unknown as Json;
        assert.deepEqual(asSent(compiled(given)), asSent(expandedByLibrary(template, given, 'execute')));
      }),
    );
  });

  it('takes the effect out of card expressions in data, also within what a button carries', () => {
    const compiled = compileTemplate({ text: '${a}', data: '${b}' }, 'execute');
    const given = { a: '{{DATE(1)}} {{{x', b: { words: ['{{TIME(2)}}'] } };
    assert.doesNotMatch(JSON.stringify(compiled(given)), /\{\{[A-Zx{]/);
  });

  it('refuses expressions that no card needs, when it is compiled', () => {
    for (const text of [
      '${a + b}',
      '${if(a, b, c)}',
      '${items[0].name}',
      '${}',
      'x ${f(a)}',
      "${a == 'b' == c}",
    ]) {
      assert.throws(() => compileTemplate({ text }, 'execute'), /expression that is not known/, text);
      assert.throws(() => compileTemplate({ $when: text }, 'execute'), /not known/, text);
    }
    assert.throws(() => compileTemplate({ $when: 'yes ${a}' }, 'execute'), /not known/);
    assert.throws(() => compileTemplate({ $when: true }, 'execute'), /condition/);
  });

  it('shares what no data changes, and lets nobody change that', () => {
    const compiled = compileTemplate({ a: '${a}', fixed: { list: [{ b: 1 }] } }, 'execute');
    const [one, other] = [compiled({ a: 'x' }), compiled({ a: 'y' })] as [
      Record<string, Json>,
      Record<string, Json>,
    ];
    assert.equal(one['fixed'], other['fixed']);
    assert.throws(() => Object.assign(one['fixed'] as object, { list: [] }), TypeError);
  });
});
