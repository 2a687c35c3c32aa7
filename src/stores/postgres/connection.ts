import type pg from 'pg';

/** An SQL statement; the name lets a connection plan it once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A value of a statement's parameter. */
export type Value = string | number | boolean | null | readonly string[];

/** One connection to the database, while a piece of work has it. */
export interface Connection {
  /** Gives the rows, whose type is the statement's business. */
  query<Row extends pg.QueryResultRow>(statement: Statement, values: readonly Value[]): Promise<Row[]>;
}

/**
 * A connection over pg’s client, with every value in a form that PostgreSQL can keep. Rejects with what pg does. Behind a
 * pooler in transaction mode (`pooled`) no statement is prepared under its name: the next one may meet another session.
 */
export function createConnection(
  client: pg.ClientBase,
  { pooled }: { readonly pooled: boolean },
): Connection {
  return {
    query: async <Row extends pg.QueryResultRow>({ name, text }: Statement, values: readonly Value[]) => {
      const statement = { name: pooled ? '' : name, text, values: values.map(storable) };
      const { rows } = await client.query<Row>(statement);
      return rows;
    },
  };
}

/** Rows for `json_populate_recordset`. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? storableText(part) : part,
  );
}

function storable(value: Value): Value {
  if (typeof value === 'string') return storableText(value);
  return Array.isArray(value) ? value.map(storableText) : value;
}

/** PostgreSQL can't hold NUL and half a surrogate pair, which names and reasons from outside may bring. */
function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
