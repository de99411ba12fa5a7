-- How sure a score is.

ALTER TABLE entry ADD COLUMN margin DOUBLE;
COMMENT ON COLUMN entry.margin IS 'half the width of the 95 % interval of the score, in points, from its evidence; NULL far down the list and of before';
