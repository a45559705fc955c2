WITH ends AS (
  SELECT
    d.week AS period,
    ROW_NUMBER() OVER (ORDER BY d.week NULLS LAST) AS n,
    MAX(d.day) AS day,
    MAX(d.ends_us) AS ends_us
  FROM facts.days AS d
  WHERE
    d.day >= CAST(? AS DATE) AND d.day <= ?
  GROUP BY
    d.week
), crossing AS (
  SELECT
    UNIX_MICROS(t.`opened_at`) AS came_us,
    COALESCE(t.`ended_day`, CAST('9999-12-31' AS DATE)) AS went,
    COALESCE(e.n, 0) AS n
  FROM facts.`ticket_spans` AS t
  JOIN facts.days AS d
    ON d.day = t.`opened_day`
  LEFT JOIN ends AS e
    ON e.period = d.week
  WHERE
    NOT t.`opened_day` IS NULL
    AND t.`opened_day` <= ?
    AND (
      t.`region` IN (?) OR t.`region` IS NULL
    )
    AND (
      t.`ended_day` IS NULL OR e.day IS NULL OR t.`ended_day` > e.day
    )
    AND (
      t.`ended_day` IS NULL OR t.`ended_day` > ?
    )
), standing AS (
  SELECT
    e.n AS n,
    c.came_us AS came_us
  FROM crossing AS c
  JOIN ends AS e
    ON e.n = c.n
  UNION ALL
  SELECT
    e.n AS n,
    c.came_us AS came_us
  FROM crossing AS c
  JOIN ends AS x
    ON x.n = c.n + 1 AND x.day < c.went
  JOIN ends AS e
    ON e.n > c.n AND e.day < c.went
)
SELECT
  e.period AS period,
  PERCENTILE(
    CASE WHEN s.came_us <= e.ends_us THEN (
      e.ends_us - s.came_us
    ) / 1000000.0 END,
    0.9
  ) AS numerator,
  0 AS denominator,
  COUNT(
    CASE WHEN s.came_us <= e.ends_us THEN (
      e.ends_us - s.came_us
    ) / 1000000.0 END
  ) AS n,
  0 AS undecided,
  0 AS missing,
  0 AS missing_over
FROM ends AS e
LEFT JOIN standing AS s
  ON s.n = e.n
GROUP BY
  e.period
ORDER BY
  period NULLS LAST
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 3, 29)
-- 'TW'
-- datetime.date(2026, 1, 5)
