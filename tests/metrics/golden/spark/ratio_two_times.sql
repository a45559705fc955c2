SELECT
  period,
  COALESCE(SUM(numerator), 0) AS numerator,
  COALESCE(SUM(denominator), 0) AS denominator,
  COALESCE(SUM(n), 0) AS n,
  COALESCE(SUM(undecided), 0) AS undecided,
  COALESCE(SUM(missing), 0) AS missing,
  COALESCE(SUM(missing_over), 0) AS missing_over
FROM (
  SELECT
    d.week AS period,
    COALESCE(SUM(CASE WHEN t.`confirmed` THEN 1 ELSE 0 END), 0) AS numerator,
    COALESCE(SUM(CASE WHEN t.`decided` THEN 1 ELSE 0 END), 0) AS denominator,
    COUNT(*) AS n,
    0 AS undecided,
    0 AS missing,
    0 AS missing_over
  FROM facts.`complaints` AS t
  JOIN facts.days AS d
    ON d.day = t.`decided_day`
  WHERE
    NOT t.`decided_day` IS NULL
  GROUP BY
    d.week
  UNION ALL
  SELECT
    d.week AS period,
    0 AS numerator,
    0 AS denominator,
    0 AS n,
    COALESCE(SUM(CASE WHEN t.`undecided` THEN 1 ELSE 0 END), 0) AS undecided,
    0 AS missing,
    0 AS missing_over
  FROM facts.`complaints` AS t
  JOIN facts.days AS d
    ON d.day = t.`reported_day`
  WHERE
    NOT t.`reported_day` IS NULL
  GROUP BY
    d.week
) AS halves
GROUP BY
  period
ORDER BY
  period NULLS LAST
