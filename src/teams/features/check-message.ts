import { z } from 'zod';
import { PatkeeperError } from '../../core/errors.ts';
import { checkMessage, type Finding } from '../../core/leaks/message-check.ts';
import type { Actor } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { Dialog } from '../cards/reply.ts';
import { describeEnd } from '../cards/token-end.ts';
import { change } from './action-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { id, typedText } from './input-fields.ts';

/** One line of the dialog: what was found, and what is known of it. */
interface FoundLine {
  readonly what: string;
  readonly state: string;
  readonly color: 'good' | 'warning' | 'attention' | 'default';
  /** What to do about it; empty when nothing. */
  readonly advice: string;
}

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'check-message': Summarised & {
      readonly title: string;
      readonly text: string;
      readonly lines: readonly FoundLine[];
      /** The actor's own live tokens, with commas between; empty when there are none. */
      readonly tokenIds: string;
      readonly revokeTitle: string;
      /** Who wrote the message; empty when it was the actor, or nobody knows. */
      readonly author: string;
      /** A text for the author, to be copied; empty when there is no reason for one. */
      readonly warning: string;
      /** For whom that text is, if their name is known. */
      readonly forWhom: string;
    };
  }
}

/** A message that somebody wants to be looked at. */
export interface MessageToCheck {
  /** It may hold secrets: nothing of it may be kept, logged or shown. */
  readonly text: string;
  readonly authorId: string;
  readonly author: string;
  /** Whether the message had more than that. */
  readonly isCut: boolean;
}

/** Looks for tokens in a message. What is shown, and what the button sends, holds nothing of the message. */
export async function openCheck(message: MessageToCheck, actor: Actor, deps: FeatureDeps): Promise<Dialog> {
  const { say } = deps.sentences;
  const checked = await checkMessage(message.text, actor, deps.verifySecret);
  const { findings } = checked;
  const isCut = checked.isCut || message.isCut;
  const isOwn = message.authorId.toLowerCase() === actor.objectId.toLowerCase();
  const author = isOwn ? '' : message.author;
  const alive = findings.flatMap((one) => (one.kind === 'mine' && one.alive ? [one.token.id] : []));
  const title = say('check.title', { count: findings.length });
  const text = [
    findings.length === 0 ? say('check.none') : say('check.private'),
    isCut ? say('check.cut') : '',
    isOwn && findings.length > 0 ? say('check.deleteYours') : '',
  ];
  return page({
    title,
    text: text.filter((sentence) => sentence !== '').join(' '),
    lines: findings.map((finding) => lineOf(finding, deps)),
    tokenIds: alive.join(','),
    author,
    warns: !isOwn && findings.some(mayWork),
    sentences: deps.sentences,
  });
}

/** Revokes the actor's own tokens that were found; those of others are refused like any foreign token. */
export async function revokeFound(
  { tokenIds, author }: { tokenIds: readonly string[]; author: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  const { tokenService, sentences } = deps;
  const { say } = sentences;
  const lines: FoundLine[] = [];
  let revoked = 0;
  for (const tokenId of tokenIds) {
    try {
      const { token } = await tokenService.revoke(actor, tokenId);
      revoked += 1;
      lines.push({ what: token.name, state: say('check.revoked'), color: 'good', advice: '' });
    } catch (error) {
      // Ended in another way meanwhile: then there is nothing left to do.
      if (!(error instanceof PatkeeperError) || error.code !== 'not-active') throw error;
      const { name } = await tokenService.get(actor, tokenId);
      lines.push({ what: name, state: say('check.ended'), color: 'good', advice: '' });
    }
  }
  return page({
    title: say('check.revokedTitle', { count: revoked }),
    text: say('check.revokedText'),
    lines,
    tokenIds: '',
    author,
    warns: author !== '',
    sentences,
  });
}

/** Whether whoever wrote the message should do something about what was found. */
function mayWork(finding: Finding): boolean {
  if (finding.kind === 'mine' || finding.kind === 'theirs') return finding.alive;
  return finding.kind !== 'damaged';
}

function page({
  title,
  text,
  lines,
  tokenIds,
  author,
  warns,
  sentences,
}: {
  readonly title: string;
  readonly text: string;
  readonly lines: readonly FoundLine[];
  readonly tokenIds: string;
  readonly author: string;
  readonly warns: boolean;
  readonly sentences: Sentences;
}): Dialog {
  const { say } = sentences;
  const count = tokenIds === '' ? 0 : tokenIds.split(',').length;
  return {
    title: say('check.heading'),
    height: lines.length > 2 ? 'large' : 'medium',
    card: {
      card: 'check-message',
      data: {
        summary: title,
        title,
        text,
        lines,
        tokenIds,
        revokeTitle: count === 0 ? '' : say('check.revoke', { count }),
        author,
        warning: warns ? say('check.warning') : '',
        forWhom: warns && author !== '' ? say('check.warningFor', { name: author }) : '',
      },
    },
  };
}

function lineOf(finding: Finding, deps: FeatureDeps): FoundLine {
  const { sentences, clock, tokenService } = deps;
  const { say } = sentences;
  switch (finding.kind) {
    case 'mine': {
      const { token, alive } = finding;
      const ends = describeEnd(token, clock.now(), tokenService.policy, sentences);
      return {
        what: say('check.mine', { name: token.name }),
        state: alive ? say('check.alive') : say('check.dead'),
        color: alive ? 'attention' : 'good',
        advice: alive ? say('check.mineAdvice', { ends }) : '',
      };
    }
    case 'theirs':
      return {
        what: say('check.theirs'),
        state: finding.alive ? say('check.alive') : say('check.dead'),
        color: finding.alive ? 'attention' : 'good',
        advice: finding.alive ? say('check.theirsAdvice') : '',
      };
    case 'unknown':
      return { what: say('check.own'), state: say('check.unknown'), color: 'warning', advice: '' };
    case 'damaged':
      return { what: say('check.damaged'), state: say('check.dead'), color: 'default', advice: '' };
    case 'azure-devops':
      return {
        what: say('check.azureDevOps'),
        state: say('check.cannotTell'),
        color: 'warning',
        advice: say('check.azureDevOpsAdvice'),
      };
    case 'other':
      return {
        what: say('check.other', { name: finding.name }),
        state: say('check.cannotTell'),
        color: 'warning',
        advice: say('check.otherAdvice'),
      };
  }
}

const MOST_TOKENS = 30;
const revokeInput = z.object({
  tokenIds: id.min(1).transform((text) => [...new Set(text.split(','))].slice(0, MOST_TOKENS)),
  author: typedText,
});

/** The button that ends the actor's own tokens. */
export const checkMessageDialogActions = { 'check.revoke': change(revokeInput, revokeFound) };
