import type { Postgres } from '../support/postgres.ts';

/** One person in so many can't be reached, and of one token in so many a message was given up. */
const [UNREACHABLE, GIVEN_UP] = [200, 500];

/** Gives a filled database what administrators look for besides tokens: people who can't be reached, and given-up messages. */
export async function addTroubles(postgres: Pick<Postgres, 'run'>, url: string): Promise<void> {
  const oneIn = (count: number, column: string): string => `hashtext(${column}) % ${count} = 0`;
  const statements = [
    `UPDATE patkeeper.contacts SET unreachable = 'the person has blocked the bot' WHERE ${oneIn(UNREACHABLE, 'object_id')}`,
    `UPDATE patkeeper.notices SET state = 'failed', reason = 'the Bot Connector answered 403'
      WHERE kind = 'created' AND ${oneIn(GIVEN_UP, 'token_id')}`,
    'VACUUM (ANALYZE) patkeeper.contacts, patkeeper.notices',
    'CHECKPOINT',
  ];
  for (const statement of statements) await postgres.run(url, statement);
}
