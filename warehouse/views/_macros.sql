-- What several views and queries say in the same way; made before them.

-- less apart than their margins allow to tell: the order of the two is chance; NULL where a margin is not known
CREATE OR REPLACE MACRO tied(score, margin, other_score, other_margin) AS abs(score - other_score) < sqrt(margin ** 2 + other_margin ** 2);
-- how a row of a file of known people is told: the kind, as possible where only the name is alike, with the stage there
CREATE OR REPLACE MACRO known_as(kind, is_sure, stage) AS CASE WHEN is_sure THEN kind ELSE 'possibly ' || kind END || coalesce(': ' || stage, '');
-- whether such a row keeps somebody out of every list
CREATE OR REPLACE MACRO hides(kind, is_sure) AS is_sure AND kind IN ('employee', 'off-limits');
