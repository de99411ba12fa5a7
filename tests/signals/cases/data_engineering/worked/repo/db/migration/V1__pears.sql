CREATE TABLE pears (id int);
