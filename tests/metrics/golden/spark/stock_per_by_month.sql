WITH ends AS (
  SELECT
    d.month AS period,
    ROW_NUMBER() OVER (ORDER BY d.month NULLS LAST) AS n,
    MAX(d.day) AS day,
    MAX(d.ends_us) AS ends_us
  FROM facts.days AS d
  WHERE
    d.day >= (
      SELECT
        MIN(t.`opened_day`)
      FROM facts.`ticket_spans` AS t
    )
    AND d.day <= ?
  GROUP BY
    d.month
), crossing AS (
  SELECT
    t.`team` AS `team`,
    t.`assignee` AS `assignee`,
    UNIX_MICROS(t.`opened_at`) AS came_us,
    COALESCE(t.`ended_day`, CAST('9999-12-31' AS DATE)) AS went,
    COALESCE(e.n, 0) AS n
  FROM facts.`ticket_spans` AS t
  JOIN facts.days AS d
    ON d.day = t.`opened_day`
  LEFT JOIN ends AS e
    ON e.period = d.month
  WHERE
    NOT t.`opened_day` IS NULL
    AND t.`opened_day` <= ?
    AND (
      t.`ended_day` IS NULL OR e.day IS NULL OR t.`ended_day` > e.day
    )
), standing AS (
  SELECT
    e.n AS n,
    c.came_us AS came_us,
    c.`team` AS `team`,
    c.`assignee` AS `assignee`
  FROM crossing AS c
  JOIN ends AS e
    ON e.n = c.n
  UNION ALL
  SELECT
    e.n AS n,
    c.came_us AS came_us,
    c.`team` AS `team`,
    c.`assignee` AS `assignee`
  FROM crossing AS c
  JOIN ends AS x
    ON x.n = c.n + 1 AND x.day < c.went
  JOIN ends AS e
    ON e.n > c.n AND e.day < c.went
)
SELECT
  s.`team` AS `team`,
  e.period AS period,
  COUNT(s.`assignee`) AS numerator,
  COUNT(DISTINCT s.`assignee`) AS denominator,
  COUNT(s.`assignee`) AS n,
  0 AS undecided,
  0 AS missing,
  0 AS missing_over
FROM ends AS e
JOIN standing AS s
  ON s.n = e.n
GROUP BY
  s.`team`,
  e.period
ORDER BY
  period NULLS LAST,
  `team` NULLS LAST
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 3, 29)
