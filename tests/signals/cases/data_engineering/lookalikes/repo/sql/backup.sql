-- MySQL dump 10.13
CREATE TABLE `pears` (id int);
