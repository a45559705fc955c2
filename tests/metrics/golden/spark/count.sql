SELECT
  COUNT(*) AS numerator,
  0 AS denominator,
  COUNT(*) AS n,
  0 AS undecided,
  0 AS missing,
  0 AS missing_over
FROM facts.`tickets` AS t
WHERE
  NOT t.`created_day` IS NULL
