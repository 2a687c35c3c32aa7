-- usable-from: 5
-- What an authority calls people whose tokens its administrators looked at: some of them never met the bot.

ALTER TABLE patkeeper.accounts ADD COLUMN member_name text;
