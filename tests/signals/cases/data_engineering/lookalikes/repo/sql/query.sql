-- CREATE TABLE pears (id int);
SELECT id, 'MERGE INTO x' FROM pears;
INSERT INTO pears VALUES (1);
