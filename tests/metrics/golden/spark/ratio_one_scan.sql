SELECT
  t.`priority` AS `priority`,
  d.year AS period,
  COALESCE(SUM(CASE WHEN t.`sla_met` THEN 1 ELSE 0 END), 0) AS numerator,
  COALESCE(SUM(CASE WHEN t.`sla_known` THEN 1 ELSE 0 END), 0) AS denominator,
  COUNT(*) AS n,
  COALESCE(SUM(CASE WHEN t.`sla_unknown` THEN 1 ELSE 0 END), 0) AS undecided,
  0 AS missing,
  0 AS missing_over
FROM facts.`tickets` AS t
JOIN facts.days AS d
  ON d.day = t.`created_day`
WHERE
  NOT t.`created_day` IS NULL
GROUP BY
  t.`priority`,
  d.year
ORDER BY
  period NULLS LAST,
  `priority` NULLS LAST
