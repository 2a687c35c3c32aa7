import { z } from 'zod';
import type { AuditEvent } from '../../core/audit/audit-event.ts';
import type { Actor } from '../../core/tokens/token.ts';
import type { SentenceKey, Sentences } from '../../sentences/sentences.ts';
import { formatInstant } from '../cards/format.ts';
import type { Card } from '../cards/reply.ts';
import { toActor } from '../cards/reply.ts';
import { view } from './action-entry.ts';
import { command, noArgument } from './command-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { id } from './input-fields.ts';
import { sayAuditDetail } from './say-audit-detail.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    audit: Summarised & {
      readonly title: string;
      readonly events: readonly { readonly what: string; readonly when: string; readonly detail: string }[];
      readonly empty: boolean;
      /** Where the older events begin; empty when there are none. */
      readonly older: string;
      readonly isFirst: boolean;
    };
  }
}

const PAGE = 8;

/** What the actor did, and what was done to their tokens, the latest first. */
export async function audit({ from }: { from: string }, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const { sentences } = deps;
  const page = await deps.tokenService.events(actor, { limit: PAGE, ...(from === '' ? {} : { from }) });
  const title = sentences.say('reply.audit.title');
  return {
    card: 'audit',
    data: {
      summary: title,
      title,
      events: page.events.map((event) => ({
        what: whatOf(event, sentences),
        when: formatInstant(event.at, sentences),
        detail: sayAuditDetail(event, sentences),
      })),
      empty: page.events.length === 0,
      older: page.next ?? '',
      isFirst: from === '',
    },
  };
}

const WHAT: Readonly<Record<string, SentenceKey>> = {
  create: 'reply.audit.create',
  renew: 'reply.audit.renew',
  rotate: 'reply.audit.rotate',
  revoke: 'reply.audit.revoke',
  track: 'reply.audit.track',
  find: 'reply.audit.find',
  refuse: 'reply.audit.refuse',
  'sign-in': 'reply.audit.signIn',
  'sign-out': 'reply.audit.signOut',
  look: 'reply.audit.look',
  resend: 'reply.audit.resend',
  request: 'reply.audit.request',
  confirm: 'reply.audit.confirm',
  leave: 'reply.audit.leave',
  report: 'reply.audit.report',
};

/** What only a newer release knows is shown by its own word. */
function whatOf({ action, tokenName }: AuditEvent, { say }: Sentences): string {
  const key = WHAT[action];
  const what = key === undefined ? action : say(key);
  return tokenName === undefined ? what : `${what}: ${tokenName}`;
}

/** The command `audit`. */
export const auditCommand = command({
  name: 'audit',
  help: { does: 'command.audit.does' },
  onlyAsks: true,
  read: noArgument,
  run: async (_none, { actor, deps }) => toActor(await audit({ from: '' }, actor, deps)),
});

/** The buttons that show other events. */
export const auditActions = { audit: view(z.object({ from: id.catch('') }), audit) };
