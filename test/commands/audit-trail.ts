import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTrail } from '../../src/commands/audit-lines.ts';
import { checkTrail } from '../../src/commands/check-trail.ts';
import type { ChainReport } from '../../src/core/audit/chain-check.ts';
import type { Seal } from '../../src/core/audit/seal.ts';
import { ada, ben, eventOf, insertOf, revocationOf, tokenOf } from '../stores/fixtures.ts';
import type { TestedStore } from '../stores/opened-store.ts';

type Env = Readonly<Record<string, string>>;

const inputOf = (env: Env) => ({ env: { ...env }, options: {}, words: [] });

/** Writes seals of three events each, about now; gives the last seal. */
export async function writeTrail({ audit, tokens }: TestedStore, seals = 2): Promise<Seal> {
  const now = Date.now();
  let head: Seal | undefined;
  for (let seal = 0; seal < seals; seal += 1) {
    const at = now + seal;
    const token = tokenOf(ada, { createdAt: at, validTo: at + 1e9, name: `Grüße ${seal} "…"` });
    const insert = insertOf(token);
    await tokens.insert({ ...insert, event: { ...insert.event, at } });
    const revocation = revocationOf(token, at);
    await tokens.change({ ...revocation, event: { ...revocation.event, at } });
    await audit.record(
      eventOf(token, { at, action: 'look', actor: ben, reason: 'left', role: 'auditor', correlationId: 'c' }),
    );
    head = await audit.seal(at);
  }
  if (head === undefined) throw new Error('nothing was sealed');
  return head;
}

/** What `patkeeper audit verify` finds: in the store of the settings, or in files. */
export function verify(env: Env, paths: readonly string[] = [], head?: Seal): Promise<ChainReport> {
  return checkTrail(inputOf(env), paths, head);
}

/** The kinds of problems that it finds, each once, sorted. */
export async function problems(env: Env, paths: readonly string[] = [], head?: Seal): Promise<string[]> {
  return [...new Set((await verify(env, paths, head)).problems.map(({ kind }) => kind))].sort();
}

/** The lines that `patkeeper audit export` writes. */
export async function exported(env: Env): Promise<string[]> {
  const trail = await findTrail(inputOf(env), []);
  return trail.read(async (lines) => {
    const texts: string[] = [];
    for await (const { text } of lines) if (text !== '') texts.push(text);
    return texts;
  });
}

/** Has a file of these lines, whose path it gives to `work`. */
export async function withFile<T>(work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'patkeeper-trail-'));
  try {
    const path = join(folder, 'trail.jsonl');
    await writeFile(path, '');
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
