import assert from 'node:assert/strict';
import { obeyLeaverOrder, receivedLeaver, type ShownLeaver } from '../../src/service/leaver-command.ts';
import { createLeaverWorld, personNumber } from '../core/leavers/leaver-world.ts';

const ANN = personNumber(1);

describe('patkeeper leavers', () => {
  async function setUp() {
    const world = createLeaverWorld();
    const people = await world.crowd(30);
    for (const person of people) world.say(person, 'disabled');
    await world.watch.look();
    const obey = async (input: unknown): Promise<ShownLeaver[]> => {
      const shown: ShownLeaver[] = [];
      for await (const value of obeyLeaverOrder(world.leavers, input)) shown.push(value);
      return shown;
    };
    return { ...world, obey };
  }

  it('lists those who have left, as JSON carries it', async () => {
    const { obey } = await setUp();
    const list = await obey({ act: 'list', people: [] });
    assert.equal(list.length, 30);
    const [first] = list;
    assert.deepEqual(first, {
      person: personNumber(0).objectId,
      state: 'held',
      why: 'disabled',
      since: '2026-01-15T09:30:00.000Z',
      usable: 1,
      refused: 0,
    });
    assert.deepEqual(receivedLeaver(JSON.parse(JSON.stringify(first))), first);
    assert.throws(() => receivedLeaver({}), { code: 'refused' });
  });

  it('agrees to one person, by their id in any case, or to all', async () => {
    const { obey } = await setUp();
    const held = (list: readonly ShownLeaver[]) => list.filter(({ state }) => state === 'held').length;
    assert.equal(held(await obey({ act: 'agree', people: [ANN.objectId.toUpperCase()] })), 29);
    assert.equal(held(await obey({ act: 'agree', people: ['all'] })), 0);
  });

  it('spares those who are named, and nobody who isn’t listed', async () => {
    const { obey } = await setUp();
    const list = await obey({ act: 'spare', people: [ANN.objectId, personNumber(99).objectId] });
    const spared = list.filter(({ state }) => state === 'spared').map(({ person }) => person);
    assert.deepEqual(spared, [ANN.objectId]);
  });

  it('changes nothing for what is no order', async () => {
    const { obey } = await setUp();
    for (const input of [undefined, null, 'agree', { act: 'agree' }, { act: 'drop', people: ['all'] }])
      assert.ok((await obey(input)).every(({ state }) => state === 'held'));
  });
});
