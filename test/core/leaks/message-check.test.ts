import assert from 'node:assert/strict';
import { checkMessage, type VerifySecret } from '../../../src/core/leaks/message-check.ts';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { ownerOf } from '../../../src/core/tokens/token.ts';
import { ADA, BOB, sampleToken } from '../samples.ts';

const made = () => generateSecret().secret.reveal();
const bobs = sampleToken({ id: 'token-2', owner: ownerOf(BOB) });

/** A verification that knows these secrets; those of tokens that were revoked prove nothing. */
function knowing(known: Readonly<Record<string, Token>>): VerifySecret {
  return async (text) => {
    const token = known[text];
    if (token === undefined) return { why: 'unknown', digest: 'x' };
    return token.revokedAt === undefined ? token : { why: 'ended', digest: 'x', token };
  };
}

describe('the check of a message', () => {
  it('says which tokens are the person’s own and which are alive', async () => {
    const [mine, ended, theirs, theirsEnded, strange] = [made(), made(), made(), made(), made()];
    const endedToken = sampleToken({ id: 'token-3', revokedAt: 1 });
    const verify = knowing({
      [mine]: sampleToken(),
      [ended]: endedToken,
      [theirs]: bobs,
      [theirsEnded]: { ...bobs, revokedAt: 1 },
    });
    const text = [mine, ended, theirs, theirsEnded, strange].join('\n');
    const { findings, isCut } = await checkMessage(text, ADA, verify);
    assert.deepEqual(findings, [
      { kind: 'mine', alive: true, token: sampleToken() },
      { kind: 'mine', alive: false, token: endedToken },
      { kind: 'theirs', alive: true },
      { kind: 'theirs', alive: false },
      { kind: 'unknown' },
    ]);
    assert.equal(isCut, false);
    assert.ok(![mine, theirs].some((secret) => JSON.stringify(findings).includes(secret)));
  });

  it('counts a token once, alive if one of its secrets is', async () => {
    const [old, fresh] = [made(), made()];
    const verify = knowing({ [old]: sampleToken({ revokedAt: 1 }), [fresh]: sampleToken() });
    const { findings } = await checkMessage(`${old} ${fresh}`, ADA, verify);
    assert.deepEqual(
      findings.map((one) => one.kind === 'mine' && one.alive),
      [true],
    );
  });

  it('knows own ones from others also where there are no built-in tokens', async () => {
    const { findings } = await checkMessage(`${made()} ghp_${'aB3'.repeat(12)}`, ADA, undefined);
    assert.deepEqual(findings, [{ kind: 'unknown' }, { kind: 'other', name: 'GitHub token' }]);
  });

  it('looks at so many and no more, and says so', async () => {
    const many = await checkMessage(Array.from({ length: 40 }, made).join(' '), ADA, undefined);
    assert.deepEqual([many.findings.length, many.isCut], [30, true]);
    const long = await checkMessage(`${'a '.repeat(150_000)}${made()}`, ADA, undefined);
    assert.deepEqual(long, { findings: [], isCut: true });
  });

  it('fails when nobody can tell, so that nothing alive is taken for dead', async () => {
    const fails = async () => {
      throw new Error('the store is away');
    };
    await assert.rejects(checkMessage(made(), ADA, fails), /away/);
  });
});
