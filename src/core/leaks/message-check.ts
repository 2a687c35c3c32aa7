import { type FoundSecret, findSecrets } from '../secrets/find-secrets.ts';
import { type PersonId, samePerson, type Token } from '../tokens/token.ts';
import { isProven, type Verdict } from '../tokens/verdict.ts';

/** Says which token a presented text proves; rejects when nobody can tell. */
export type VerifySecret = (text: string) => Verdict | Promise<Verdict>;

/** What a string in a message is. It never holds the string itself. */
export type Finding =
  /** A token of whoever asks. */
  | { readonly kind: 'mine'; readonly alive: boolean; readonly token: Token }
  /** A token of somebody else. */
  | { readonly kind: 'theirs'; readonly alive: boolean }
  /** The secret of a token that this Patkeeper doesn't know, or can't recognise. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'damaged' }
  /** Looks like a token of Azure DevOps; only Azure DevOps could say whether it is alive. */
  | { readonly kind: 'azure-devops' }
  /** Looks like a secret of another service. */
  | { readonly kind: 'other'; readonly name: string };

/** What was found in a message. */
export interface MessageCheck {
  readonly findings: readonly Finding[];
  /** Whether there was more than is looked at. */
  readonly isCut: boolean;
}

/** Teams keeps messages to about 100 KB. */
const LONGEST_MESSAGE = 200_000;
const MOST_FINDINGS = 30;

/** Looks for tokens in the text of a message, for a person who can read it. Nothing of the text is kept. */
export async function checkMessage(
  text: string,
  person: PersonId,
  verify: VerifySecret | undefined,
): Promise<MessageCheck> {
  const secrets = findSecrets(text.slice(0, LONGEST_MESSAGE));
  const looked = secrets.slice(0, MOST_FINDINGS);
  const findings = await Promise.all(looked.map((secret) => judge(secret, person, verify)));
  return {
    findings: oncePerToken(findings),
    isCut: text.length > LONGEST_MESSAGE || secrets.length > looked.length,
  };
}

async function judge(
  { kind, text, name }: FoundSecret,
  person: PersonId,
  verify: VerifySecret | undefined,
): Promise<Finding> {
  if (kind === 'other') return { kind, name };
  if (kind !== 'own') return { kind };
  const verdict = await verify?.(text);
  const token = verdict === undefined || isProven(verdict) ? verdict : verdict.token;
  if (verdict === undefined || token === undefined) return { kind: 'unknown' };
  const alive = isProven(verdict);
  return samePerson(token.owner, person) ? { kind: 'mine', alive, token } : { kind: 'theirs', alive };
}

/** A token may have had several secrets, of which all but one have ended. */
function oncePerToken(findings: readonly Finding[]): readonly Finding[] {
  const mine = new Map<string, Finding>();
  for (const finding of findings) {
    if (finding.kind !== 'mine') continue;
    const before = mine.get(finding.token.id);
    if (before === undefined || finding.alive) mine.set(finding.token.id, finding);
  }
  return findings.filter((one) => one.kind !== 'mine' || mine.get(one.token.id) === one);
}
