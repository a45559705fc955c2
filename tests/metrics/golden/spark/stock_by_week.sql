WITH moves AS (
  SELECT
    t.`team`,
    t.`channel`,
    t.day AS day,
    COUNT(*) AS moved
  FROM (
    SELECT
      t.`team`,
      t.`channel`,
      GREATEST(t.`opened_day`, CAST(? AS DATE)) AS day
    FROM facts.`ticket_spans` AS t
    WHERE
      NOT t.`opened_day` IS NULL AND t.`opened_day` <= ?
  ) AS t
  GROUP BY
    t.`team`,
    t.`channel`,
    t.day
  UNION ALL
  SELECT
    t.`team`,
    t.`channel`,
    t.day AS day,
    -COUNT(*) AS moved
  FROM (
    SELECT
      t.`team`,
      t.`channel`,
      GREATEST(t.`ended_day`, CAST(? AS DATE)) AS day
    FROM facts.`ticket_spans` AS t
    WHERE
      NOT t.`ended_day` IS NULL AND t.`ended_day` <= ?
  ) AS t
  GROUP BY
    t.`team`,
    t.`channel`,
    t.day
), net AS (
  SELECT
    m.`team`,
    m.`channel`,
    d.week AS period,
    SUM(m.moved) AS moved
  FROM moves AS m
  JOIN facts.days AS d
    ON d.day = m.day
  GROUP BY
    m.`team`,
    m.`channel`,
    d.week
), periods AS (
  SELECT
    d.week AS period
  FROM facts.days AS d
  WHERE
    d.day >= CAST(? AS DATE) AND d.day <= ?
  GROUP BY
    d.week
), members AS (
  SELECT
    `team`,
    `channel`
  FROM moves
  GROUP BY
    `team`,
    `channel`
)
SELECT
  g.`team` AS `team`,
  g.`channel` AS `channel`,
  p.period AS period,
  SUM(COALESCE(n.moved, 0)) OVER (PARTITION BY g.`team`, g.`channel` ORDER BY p.period NULLS LAST) AS numerator,
  SUM(COALESCE(n.moved, 0)) OVER (PARTITION BY g.`team`, g.`channel` ORDER BY p.period NULLS LAST) AS n,
  0 AS denominator,
  0 AS undecided,
  0 AS missing,
  0 AS missing_over
FROM periods AS p
CROSS JOIN members AS g
LEFT JOIN net AS n
  ON n.period = p.period
  AND n.`team` IS NOT DISTINCT FROM g.`team`
  AND n.`channel` IS NOT DISTINCT FROM g.`channel`
ORDER BY
  period NULLS LAST,
  `team` NULLS LAST,
  `channel` NULLS LAST
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
