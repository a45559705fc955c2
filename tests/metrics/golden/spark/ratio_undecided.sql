SELECT
  `target`,
  period,
  COALESCE(SUM(numerator), 0) AS numerator,
  COALESCE(SUM(denominator), 0) AS denominator,
  COALESCE(SUM(n), 0) AS n,
  COALESCE(SUM(undecided), 0) AS undecided,
  COALESCE(SUM(missing), 0) AS missing,
  COALESCE(SUM(missing_over), 0) AS missing_over
FROM (
  SELECT
    t.`target` AS `target`,
    d.week AS period,
    COALESCE(SUM(CASE WHEN t.`met` THEN 1 ELSE 0 END), 0) AS numerator,
    COALESCE(SUM(CASE WHEN t.`decided` THEN 1 ELSE 0 END), 0) AS denominator,
    COUNT(*) AS n,
    0 AS undecided,
    0 AS missing,
    0 AS missing_over
  FROM facts.`sla_clocks` AS t
  JOIN facts.days AS d
    ON d.day = t.`decided_day`
  WHERE
    NOT t.`decided_day` IS NULL AND t.`decided_day` >= ? AND t.`decided_day` <= ?
  GROUP BY
    t.`target`,
    d.week
  UNION ALL
  SELECT
    t.`target` AS `target`,
    d.week AS period,
    0 AS numerator,
    0 AS denominator,
    0 AS n,
    COALESCE(SUM(CASE WHEN t.`undecided` THEN 1 ELSE 0 END), 0) AS undecided,
    0 AS missing,
    0 AS missing_over
  FROM facts.`sla_clocks` AS t
  JOIN facts.days AS d
    ON d.day = t.`started_day`
  WHERE
    NOT t.`started_day` IS NULL AND t.`started_day` >= ? AND t.`started_day` <= ?
  GROUP BY
    t.`target`,
    d.week
) AS halves
GROUP BY
  `target`,
  period
ORDER BY
  period NULLS LAST,
  `target` NULLS LAST
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
