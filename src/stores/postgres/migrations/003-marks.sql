-- What is true of all the data once and for ever, by name: served-teams means that these data have served Microsoft Teams.

CREATE TABLE patkeeper.marks (
  name text COLLATE "C" PRIMARY KEY
);
