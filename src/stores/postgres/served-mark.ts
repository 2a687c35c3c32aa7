import type pg from 'pg';
import { isLoopbackUrl } from '../../core/loopback.ts';
import type { ContactStore } from '../../core/store/contacts.ts';
import type { Statement } from './connection.ts';
import type { Database } from './database.ts';

const MARK: Statement = {
  name: 'mark-served',
  text: "INSERT INTO patkeeper.marks (name) VALUES ('served-teams') ON CONFLICT DO NOTHING",
};
const IS_MARKED: Statement = {
  name: 'is-marked-served',
  text: "SELECT EXISTS (SELECT FROM patkeeper.marks WHERE name = 'served-teams') AS marked",
};
/** Data from before there was a mark show it by where their people are reached. */
const SERVICE_URLS: Statement = {
  name: 'service-urls',
  text: 'SELECT DISTINCT service_url FROM patkeeper.contacts',
};

/** Whether the data ever served Teams. */
export function createServedMark(database: Database): Pick<ContactStore, 'servedTeams' | 'markServedTeams'> {
  return {
    servedTeams: async () => {
      const [row] = await database.query<{ marked: boolean }>(IS_MARKED, []);
      if (row?.marked !== false) return true;
      const urls = await database.query<{ service_url: string }>(SERVICE_URLS, []);
      return urls.some(({ service_url }) => !isLoopbackUrl(service_url));
    },
    markServedTeams: async () => {
      await database.query(MARK, []);
    },
  };
}

/** Whether a database is marked, for programs that move data. */
export async function isMarked(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ marked: boolean }>(IS_MARKED.text);
  return rows[0]?.marked === true;
}

/** Marks a database, for programs that move data. */
export async function mark(client: pg.ClientBase): Promise<void> {
  await client.query(MARK.text);
}
