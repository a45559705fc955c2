SELECT
  t.`team` AS `team`,
  d.week AS period,
  COALESCE(SUM(t.`paused_s`), 0) AS numerator,
  COALESCE(SUM(t.`elapsed_s`), 0) AS denominator,
  COUNT(*) AS n,
  0 AS undecided,
  COALESCE(SUM(CASE WHEN t.`paused_s` IS NULL THEN 1 ELSE 0 END), 0) AS missing,
  COALESCE(SUM(CASE WHEN t.`elapsed_s` IS NULL THEN 1 ELSE 0 END), 0) AS missing_over
FROM facts.`sla_clocks` AS t
JOIN facts.days AS d
  ON d.day = t.`stopped_day`
WHERE
  NOT t.`stopped_day` IS NULL
  AND t.`stopped_day` >= ?
  AND t.`stopped_day` <= ?
  AND (
    t.`target` IN (?)
  )
  AND (
    t.`void_reason` IS NULL
  )
  AND (
    t.`region` IN (?) OR t.`region` IS NULL
  )
GROUP BY
  t.`team`,
  d.week
ORDER BY
  period NULLS LAST,
  `team` NULLS LAST
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- 'resolution'
-- 'TW'
