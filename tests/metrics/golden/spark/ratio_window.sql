SELECT
  t.`target` AS `target`,
  COALESCE(SUM(CASE WHEN t.`missed` THEN 1 ELSE 0 END), 0) AS numerator,
  COALESCE(SUM(CASE WHEN t.`decided` THEN 1 ELSE 0 END), 0) AS denominator,
  COUNT(*) AS n,
  0 AS undecided,
  0 AS missing,
  0 AS missing_over
FROM facts.`sla_clocks` AS t
WHERE
  NOT t.`decided_day` IS NULL AND t.`decided_day` >= ? AND t.`decided_day` <= ?
GROUP BY
  t.`target`
ORDER BY
  `target` NULLS LAST
-- datetime.date(2026, 3, 23)
-- datetime.date(2026, 3, 29)
