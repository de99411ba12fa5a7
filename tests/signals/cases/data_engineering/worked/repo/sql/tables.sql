/* create table nothing (id int); */
CREATE TABLE IF NOT EXISTS "pears" (
  id int,
  note text DEFAULT 'CREATE TABLE x (id int);'
);
MERGE INTO pears USING picked ON pears.id = picked.id WHEN MATCHED THEN DELETE;
