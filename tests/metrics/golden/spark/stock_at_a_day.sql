WITH moves AS (
  SELECT
    t.`team`,
    COUNT(*) AS moved
  FROM facts.`ticket_spans` AS t
  WHERE
    NOT t.`opened_day` IS NULL AND t.`opened_day` <= ?
  GROUP BY
    t.`team`
  UNION ALL
  SELECT
    t.`team`,
    -COUNT(*) AS moved
  FROM facts.`ticket_spans` AS t
  WHERE
    NOT t.`ended_day` IS NULL AND t.`ended_day` <= ?
  GROUP BY
    t.`team`
)
SELECT
  m.`team`,
  COALESCE(SUM(m.moved), 0) AS numerator,
  COALESCE(SUM(m.moved), 0) AS n,
  0 AS denominator,
  0 AS undecided,
  0 AS missing,
  0 AS missing_over
FROM moves AS m
GROUP BY
  m.`team`
ORDER BY
  `team` NULLS LAST
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 3, 29)
