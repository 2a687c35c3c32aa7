import type { JobMessages } from '../../core/administration/job-runner.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { Store } from '../../core/store/store.ts';
import { sentencesOf } from '../../sentences/sentences.ts';
import { cardActivity } from '../cards/card-activity.ts';
import type { CardRenderer } from '../cards/cards.ts';
import type { Connector } from '../channel/connector.ts';
import { jobCard } from '../features/admin-job-card.ts';

export interface JobMessagesDeps {
  readonly connector: Pick<Connector, 'sendActivity' | 'updateActivity'>;
  readonly renderer: CardRenderer;
  readonly store: Pick<Store, 'contacts'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Makes what shows the progress of a request in the chat of whoever asked for it: one message, edited as the work goes on. */
export function createJobMessages({ connector, renderer, store, clock, log }: JobMessagesDeps): JobMessages {
  return {
    async show(job) {
      try {
        const contact = await store.contacts.find(job.requester);
        if (contact?.conversationId === undefined || contact.unreachable !== undefined) return undefined;
        const { serviceUrl, conversationId, botId, userId, name } = contact;
        const sentences = sentencesOf(contact.locale);
        const card = jobCard({ job, mayConfirm: false }, clock.now(), sentences);
        const message = {
          ...cardActivity(renderer.speaking(sentences), card),
          from: { id: botId, name: 'Patkeeper' },
          recipient: { id: userId, name },
          conversation: { id: conversationId, isGroup: false, conversationType: 'personal', name: '' },
        };
        const sent =
          job.messageId === undefined
            ? await connector.sendActivity(serviceUrl, conversationId, message)
            : await connector.updateActivity(serviceUrl, conversationId, job.messageId, message);
        if (sent.ok) return job.messageId ?? (sent.id === '' ? undefined : sent.id);
        log.info({ reason: sent.reason }, 'the progress of a request could not be shown');
      } catch (error) {
        log.warn({ err: error }, 'the progress of a request could not be shown');
      }
      return undefined;
    },
  };
}
