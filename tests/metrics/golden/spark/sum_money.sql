SELECT
  t.`reason` AS `reason`,
  d.month AS period,
  COALESCE(SUM(t.`refunded_amount_base`), 0) AS numerator,
  0 AS denominator,
  COUNT(*) AS n,
  0 AS undecided,
  COALESCE(SUM(CASE WHEN t.`refunded_amount_base` IS NULL THEN 1 ELSE 0 END), 0) AS missing,
  0 AS missing_over
FROM facts.`refunds` AS t
JOIN facts.days AS d
  ON d.day = t.`requested_day`
WHERE
  NOT t.`requested_day` IS NULL AND (
    t.`region` IN (?) OR t.`region` IS NULL
  )
GROUP BY
  t.`reason`,
  d.month
ORDER BY
  period NULLS LAST,
  `reason` NULLS LAST
-- 'TW'
