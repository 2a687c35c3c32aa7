import type pg from 'pg';
import type { MarkStore } from '../../core/store/marks.ts';
import type { Statement } from './connection.ts';
import type { Database } from './database.ts';

const ADD: Statement = {
  name: 'add-mark',
  text: 'INSERT INTO patkeeper.marks (name) VALUES ($1) ON CONFLICT DO NOTHING',
};
/** `served-teams` is older than this list, and has calls of its own. */
const LIST: Statement = {
  name: 'list-marks',
  text: `SELECT name FROM patkeeper.marks WHERE starts_with(name, $1) AND name <> 'served-teams' ORDER BY name`,
};

/** What is true of all the data for ever, by name. */
export function createMarks(database: Database): MarkStore {
  return {
    add: async (name) => {
      await database.query(ADD, [name]);
    },
    list: async (beginning) => {
      const rows = await database.query<{ name: string }>(LIST, [beginning]);
      return rows.map(({ name }) => name);
    },
  };
}

/** All marks of a database, for programs that move data. */
export async function listMarks(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(LIST.text, ['']);
  return rows.map(({ name }) => name);
}

/** Adds a mark to a database, for programs that move data. */
export async function moveMark(client: pg.ClientBase, name: string): Promise<void> {
  await client.query(ADD.text, [name]);
}
