import type { ReminderChoice } from '../../core/notices/reminder-choice.ts';
import type { Contact, ContactStore } from '../../core/store/contacts.ts';
import { personKey } from '../../core/tokens/token.ts';
import { type Statement, toJson } from './connection.ts';
import type { Database } from './database.ts';
import { type PersonColumns, personColumns, personFrom, personValues, present } from './person-columns.ts';

export interface ContactRow extends PersonColumns {
  readonly name: string;
  readonly locale: string;
  readonly service_url: string;
  readonly user_id: string;
  readonly bot_id: string;
  readonly conversation_id: string | null;
  readonly unreachable: string | null;
  readonly zone: string | null;
  readonly language: string | null;
  readonly reminders: ReminderChoice | null;
}

export const CONTACT_COLUMNS =
  'tenant_id, object_id, name, locale, service_url, user_id, bot_id, conversation_id, unreachable, zone, language, reminders';

export const FIND_CONTACT: Statement = {
  name: 'find-contact',
  text: `SELECT ${CONTACT_COLUMNS} FROM patkeeper.contacts WHERE tenant_id = $1 AND object_id = $2`,
};

/** Only SET_UNREACHABLE and SET_REACHABLE decide whether a person can be reached: a contact may be older than a refusal. */
const SAVE_CONTACT: Statement = {
  name: 'save-contact',
  text: `
    INSERT INTO patkeeper.contacts AS kept (tenant_id, object_id, name, locale, service_url, user_id, bot_id, conversation_id, zone)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (tenant_id, object_id) DO UPDATE SET
      name = excluded.name, locale = coalesce(nullif(excluded.locale, ''), kept.locale), service_url = excluded.service_url,
      user_id = excluded.user_id, bot_id = excluded.bot_id,
      conversation_id = coalesce(excluded.conversation_id, kept.conversation_id), zone = coalesce(excluded.zone, kept.zone)
    WHERE (kept.name, kept.locale, kept.service_url, kept.user_id, kept.bot_id, kept.conversation_id, kept.zone) IS DISTINCT FROM
      (excluded.name, coalesce(nullif(excluded.locale, ''), kept.locale), excluded.service_url, excluded.user_id,
       excluded.bot_id, coalesce(excluded.conversation_id, kept.conversation_id), coalesce(excluded.zone, kept.zone))`,
};

const SET_UNREACHABLE: Statement = {
  name: 'set-unreachable',
  text: `
    UPDATE patkeeper.contacts SET unreachable = $3
    WHERE tenant_id = $1 AND object_id = $2 AND unreachable IS DISTINCT FROM $3`,
};

const SET_LANGUAGE: Statement = {
  name: 'set-language',
  text: `
    UPDATE patkeeper.contacts SET language = $3
    WHERE tenant_id = $1 AND object_id = $2 AND language IS DISTINCT FROM $3`,
};

const SET_REMINDERS: Statement = {
  name: 'set-reminders',
  text: 'UPDATE patkeeper.contacts SET reminders = $3 WHERE tenant_id = $1 AND object_id = $2',
};

const COUNT_UNREACHABLE: Statement = {
  name: 'count-unreachable',
  text: 'SELECT count(*)::int AS people FROM patkeeper.contacts WHERE unreachable IS NOT NULL',
};

const FORGET_CONVERSATION: Statement = {
  name: 'forget-conversation',
  text: `
    UPDATE patkeeper.contacts SET conversation_id = NULL
    WHERE tenant_id = $1 AND object_id = $2 AND conversation_id = $3`,
};

/** How people are reached. */
export function createContacts(
  database: Database,
): Omit<ContactStore, 'setReachable' | 'servedTeams' | 'markServedTeams'> {
  return {
    save: async (contact) => {
      const { person, name, locale, serviceUrl, userId, botId, conversationId = null, zone = null } = contact;
      const values = [...personValues(person), name, locale, serviceUrl, userId, botId, conversationId, zone];
      // The latest activity says how to reach somebody, and it comes last.
      await database.queryInTurn(`contact ${personKey(person)}`, SAVE_CONTACT, values);
    },
    find: async (person) => {
      const [row] = await database.query<ContactRow>(FIND_CONTACT, personValues(person));
      return row === undefined ? undefined : contactFrom(row);
    },
    setLanguage: async (person, language) => {
      await database.query(SET_LANGUAGE, [...personValues(person), language ?? null]);
    },
    setReminders: async (person, reminders) => {
      const value = reminders === undefined ? null : toJson(reminders);
      await database.query(SET_REMINDERS, [...personValues(person), value]);
    },
    setUnreachable: async (person, reason) => {
      await database.query(SET_UNREACHABLE, [...personValues(person), reason]);
    },
    countUnreachable: async () => {
      const [row] = await database.query<{ people: number }>(COUNT_UNREACHABLE, []);
      return row?.people ?? 0;
    },
    forgetConversation: async (person, conversationId) => {
      await database.query(FORGET_CONVERSATION, [...personValues(person), conversationId]);
    },
  };
}

/** The row of a contact. */
export function contactRow(contact: Contact): ContactRow {
  return {
    ...personColumns(contact.person),
    name: contact.name,
    locale: contact.locale,
    service_url: contact.serviceUrl,
    user_id: contact.userId,
    bot_id: contact.botId,
    conversation_id: contact.conversationId ?? null,
    unreachable: contact.unreachable ?? null,
    zone: contact.zone ?? null,
    language: contact.language ?? null,
    reminders: contact.reminders ?? null,
  };
}

/** The contact of a row. */
export function contactFrom(row: ContactRow): Contact {
  return {
    person: personFrom(row),
    name: row.name,
    locale: row.locale,
    serviceUrl: row.service_url,
    userId: row.user_id,
    botId: row.bot_id,
    ...present({
      conversationId: row.conversation_id,
      unreachable: row.unreachable,
      zone: row.zone,
      language: row.language,
      reminders: row.reminders,
    }),
  };
}
