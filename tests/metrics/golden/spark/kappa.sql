SELECT
  t.`topic` AS `topic`,
  d.month AS period,
  COALESCE(SUM(CASE WHEN t.`first_passed` = t.`second_passed` THEN 1 ELSE 0 END), 0) AS numerator,
  COUNT(*) AS denominator,
  COUNT(*) AS n,
  0 AS undecided,
  0 AS missing,
  0 AS missing_over,
  COALESCE(SUM(CASE WHEN t.`first_passed` THEN 1 ELSE 0 END), 0) AS first_holds,
  COALESCE(SUM(CASE WHEN t.`second_passed` THEN 1 ELSE 0 END), 0) AS second_holds
FROM facts.`audit_pairs` AS t
JOIN facts.days AS d
  ON d.day = t.`audited_day`
WHERE
  NOT t.`audited_day` IS NULL
  AND t.`audited_day` >= ?
  AND t.`audited_day` <= ?
  AND (
    t.`region` IN (?) OR t.`region` IS NULL
  )
  AND NOT t.`first_passed` IS NULL
  AND NOT t.`second_passed` IS NULL
GROUP BY
  t.`topic`,
  d.month
ORDER BY
  period NULLS LAST,
  `topic` NULLS LAST
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- 'TW'
