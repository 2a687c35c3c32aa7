import type { Notice } from '../notices/notices.ts';
import type { Clock } from '../ports.ts';
import type { NoticeKey } from '../store/notices.ts';
import type { Store } from '../store/store.ts';
import { personKey } from '../tokens/token.ts';
import type { Administration, AskedMessages, SentMessage } from './administration.ts';
import type { AdministrationAudit } from './administration-audit.ts';
import type { Guard } from './guard.ts';
import { namesOf } from './owners.ts';

/** How many messages, or people whom none reach, a page has. */
export const MESSAGE_PAGE_SIZE = 10;

export interface MessagesDeps {
  readonly guard: Guard;
  readonly audit: AdministrationAudit;
  readonly store: Pick<Store, 'tokens' | 'notices' | 'oversight'>;
  readonly clock: Clock;
  /** Tells the dispatcher that notices are due. */
  readonly wake: () => void;
}

/** Creates what administrators and auditors see of the messages to others, and how they have them sent again. */
export function createMessages({
  guard,
  audit,
  store,
  clock,
  wake,
}: MessagesDeps): Pick<Administration, 'messages' | 'unreached' | 'tryAgain'> {
  async function described(notices: readonly Notice[]): Promise<readonly SentMessage[]> {
    const names = await namesOf(
      store.oversight,
      notices.map(({ owner }) => owner),
    );
    return Promise.all(
      notices.map(async (notice) => {
        const { owner, tokenId } = notice;
        const token = tokenId === '' ? undefined : await store.tokens.find(owner, tokenId);
        const ownerName = names.get(personKey(owner)) ?? owner.objectId;
        return { notice, ownerName, ...(token === undefined ? {} : { tokenName: token.name }) };
      }),
    );
  }

  return {
    async messages(actor, asked, after, size = MESSAGE_PAGE_SIZE) {
      await guard.seeing(actor);
      const concerned = asked.owner === undefined ? {} : { owner: asked.owner };
      await audit.record(actor, 'look', `messages: ${JSON.stringify(wordsOf(asked))}`, concerned);
      const found = await store.notices.list({
        ...asked,
        // What is planned for everybody is more than anybody reads; of one token it is told too, and what is repeated later.
        ...(asked.tokenId === undefined && asked.undelivered !== true ? { dueBy: clock.now() } : {}),
        ...(after === undefined ? {} : { after }),
        limit: size + 1,
      });
      const messages = await described(found.slice(0, size));
      const last = found.length > size ? found[size - 1] : undefined;
      if (last === undefined) return { messages };
      const next: NoticeKey = { dueAt: last.dueAt, id: last.id };
      return { messages, next };
    },
    async unreached(actor, after) {
      await guard.seeing(actor);
      await audit.record(actor, 'look', 'people whom messages don’t reach');
      const limit = MESSAGE_PAGE_SIZE + 1;
      const found = await store.oversight.findUnreached(after === undefined ? { limit } : { limit, after });
      const people = found.slice(0, MESSAGE_PAGE_SIZE);
      const last = found.length > people.length ? people.at(-1) : undefined;
      return last === undefined ? { people } : { people, next: last.person };
    },
    async tryAgain(actor, owner) {
      await guard.preparing(actor);
      await audit.record(actor, 'resend', 'messages that did not get through', { owner });
      const count = await store.notices.tryAgain(owner, clock.now());
      if (count > 0) wake();
      return count;
    },
  };
}

/** What was asked for, as the audit trail says it: the owner stands there already. */
function wordsOf({ owner: _, ...asked }: AskedMessages): Omit<AskedMessages, 'owner'> {
  return asked;
}
