SELECT
  `vendor`,
  period,
  COALESCE(SUM(numerator), 0) AS numerator,
  COALESCE(SUM(denominator), 0) AS denominator,
  COALESCE(SUM(n), 0) AS n,
  COALESCE(SUM(undecided), 0) AS undecided,
  COALESCE(SUM(missing), 0) AS missing,
  COALESCE(SUM(missing_over), 0) AS missing_over
FROM (
  SELECT
    t.`vendor` AS `vendor`,
    d.week AS period,
    COALESCE(SUM(t.`confirmed_units`), 0) AS numerator,
    0 AS denominator,
    COUNT(*) AS n,
    0 AS undecided,
    COALESCE(SUM(CASE WHEN t.`confirmed_units` IS NULL THEN 1 ELSE 0 END), 0) AS missing,
    0 AS missing_over
  FROM facts.`complaints` AS t
  JOIN facts.days AS d
    ON d.day = t.`reported_day`
  WHERE
    NOT t.`reported_day` IS NULL
    AND t.`reported_day` >= ?
    AND t.`reported_day` <= ?
    AND (
      t.`region` IN (?) OR t.`region` IS NULL
    )
  GROUP BY
    t.`vendor`,
    d.week
  UNION ALL
  SELECT
    t.`vendor` AS `vendor`,
    d.week AS period,
    0 AS numerator,
    COALESCE(SUM(t.`units`), 0) AS denominator,
    0 AS n,
    0 AS undecided,
    0 AS missing,
    COALESCE(SUM(CASE WHEN t.`units` IS NULL THEN 1 ELSE 0 END), 0) AS missing_over
  FROM facts.`shipments` AS t
  JOIN facts.days AS d
    ON d.day = t.`shipped_on`
  WHERE
    NOT t.`shipped_on` IS NULL
    AND t.`shipped_on` >= ?
    AND t.`shipped_on` <= ?
    AND (
      t.`region` IN (?) OR t.`region` IS NULL
    )
  GROUP BY
    t.`vendor`,
    d.week
) AS halves
GROUP BY
  `vendor`,
  period
ORDER BY
  period NULLS LAST,
  `vendor` NULLS LAST
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- 'TW'
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- 'TW'
