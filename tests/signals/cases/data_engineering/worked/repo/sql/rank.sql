WITH heavy AS (
  SELECT id, row_number() OVER (PARTITION BY tree ORDER BY weight) AS place FROM pears
)
SELECT * FROM heavy WHERE place = 1;
