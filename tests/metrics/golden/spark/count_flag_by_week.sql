SELECT
  t.`team` AS `team`,
  d.week AS period,
  COALESCE(SUM(CASE WHEN t.`solved` THEN 1 ELSE 0 END), 0) AS numerator,
  0 AS denominator,
  COUNT(*) AS n,
  0 AS undecided,
  0 AS missing,
  0 AS missing_over
FROM facts.`tickets` AS t
JOIN facts.days AS d
  ON d.day = t.`solved_day`
WHERE
  NOT t.`solved_day` IS NULL AND t.`solved_day` >= ? AND t.`solved_day` <= ?
GROUP BY
  t.`team`,
  d.week
ORDER BY
  period NULLS LAST,
  `team` NULLS LAST
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
