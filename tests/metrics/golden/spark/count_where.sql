SELECT
  t.`created_day` AS period,
  COUNT(*) AS numerator,
  0 AS denominator,
  COUNT(*) AS n,
  0 AS undecided,
  0 AS missing,
  0 AS missing_over
FROM facts.`tickets` AS t
WHERE
  NOT t.`created_day` IS NULL AND (
    t.`team` IN (?, ?) OR t.`team` IS NULL
  )
GROUP BY
  t.`created_day`
ORDER BY
  period NULLS LAST
-- 'A'
-- 'B'
