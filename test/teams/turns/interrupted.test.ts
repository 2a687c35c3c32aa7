import assert from 'node:assert/strict';
import type { Command } from '../../../src/teams/turns/feature-table.ts';
import {
  createInterrupted,
  type InterruptedAction,
  interruptedButton,
  interruptedCommand,
} from '../../../src/teams/turns/interrupted.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { ADA, BEN } from '../../support/feature-world.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { PLAIN_SEALER } from '../../support/sign-in-world.ts';
import { createSilentLog } from '../../support/silent-log.ts';

const LIST: Command = { name: 'list', words: 'laptop', state: 'all' };

describe('an interrupted action', () => {
  function setUp() {
    const [clock, store, log] = [createFixedClock(), createFakeStore(), createSilentLog()];
    return { clock, store, log, interrupted: createInterrupted({ clock, store, sealer: PLAIN_SEALER, log }) };
  }

  it('is given back once, as it was', async () => {
    const { interrupted } = setUp();
    const actions: InterruptedAction[] = [
      interruptedCommand(LIST),
      interruptedButton('revoke', { tokenId: 'token-1', back: { words: '', state: 'active', page: 2 } }),
    ];
    for (const action of actions) {
      await interrupted.keep(ADA, { ...action, challenged: true });
      assert.deepEqual(await interrupted.take(ADA), { ...action, challenged: true });
      assert.equal(await interrupted.take(ADA), undefined);
    }
  });

  it('is replaced by the next, and ends after ten minutes', async () => {
    const { interrupted, clock } = setUp();
    await interrupted.keep(ADA, interruptedCommand(LIST));
    await interrupted.keep(ADA, interruptedCommand({ name: 'revoke-all' }));
    const kept = await interrupted.take(ADA);
    assert.deepEqual(kept?.kind === 'command' && kept.command, { name: 'revoke-all' });
    await interrupted.keep(ADA, interruptedCommand(LIST));
    clock.advance(10 * 60_000);
    assert.equal(await interrupted.take(ADA), undefined);
  });

  it('is its person’s alone', async () => {
    const { interrupted } = setUp();
    await interrupted.keep(ADA, interruptedCommand(LIST));
    assert.equal(await interrupted.take(BEN), undefined);
    assert.ok(await interrupted.take(ADA));
  });

  it('is dropped with a line in the log when it can’t be read', async () => {
    const { interrupted, store, log, clock } = setUp();
    const damaged = ['', '[]', JSON.stringify([BEN, 'interrupted', 'latest', '{}'])];
    const odd = ['not JSON', '{}', '{"kind":"command","command":7}', '{"kind":"button"}'].map((text) =>
      PLAIN_SEALER.seal(ADA, 'interrupted', 'latest', text),
    );
    for (const sealed of [...damaged, ...odd]) {
      await store.records.save({
        owner: ADA,
        kind: 'interrupted',
        key: 'latest',
        sealed,
        expiresAt: clock.now() + 1,
      });
      assert.equal(await interrupted.take(ADA), undefined);
    }
    assert.equal(log.lines.length, damaged.length + odd.length);
  });

  it('that was itself a sign-in shows who signed in, rather than asking again', () => {
    const whoami = { kind: 'command', command: { name: 'whoami' } };
    assert.deepEqual(interruptedCommand({ name: 'signin', code: '' }), whoami);
    assert.deepEqual(interruptedButton('sign-in', { again: true }), whoami);
  });

  it('keeps of a button only what its action reads', () => {
    const action = interruptedButton('revoke', { verb: 'revoke', tokenId: 'token-1', secret: 'x' });
    assert.doesNotMatch(JSON.stringify(action), /secret/);
  });
});
