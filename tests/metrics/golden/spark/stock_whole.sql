WITH moves AS (
  SELECT
    t.`opened_day` AS day,
    COUNT(*) AS moved
  FROM facts.`ticket_spans` AS t
  WHERE
    NOT t.`opened_day` IS NULL
    AND t.`opened_day` <= ?
    AND (
      t.`region` IN (?) OR t.`region` IS NULL
    )
  GROUP BY
    t.`opened_day`
  UNION ALL
  SELECT
    t.`ended_day` AS day,
    -COUNT(*) AS moved
  FROM facts.`ticket_spans` AS t
  WHERE
    NOT t.`ended_day` IS NULL
    AND t.`ended_day` <= ?
    AND (
      t.`region` IN (?) OR t.`region` IS NULL
    )
  GROUP BY
    t.`ended_day`
), net AS (
  SELECT
    d.month AS period,
    SUM(m.moved) AS moved
  FROM moves AS m
  JOIN facts.days AS d
    ON d.day = m.day
  GROUP BY
    d.month
), periods AS (
  SELECT
    d.month AS period
  FROM facts.days AS d
  WHERE
    d.day >= (
      SELECT
        MIN(m.day)
      FROM moves AS m
    ) AND d.day <= ?
  GROUP BY
    d.month
)
SELECT
  p.period AS period,
  SUM(COALESCE(n.moved, 0)) OVER (ORDER BY p.period NULLS LAST) AS numerator,
  SUM(COALESCE(n.moved, 0)) OVER (ORDER BY p.period NULLS LAST) AS n,
  0 AS denominator,
  0 AS undecided,
  0 AS missing,
  0 AS missing_over
FROM periods AS p
LEFT JOIN net AS n
  ON n.period = p.period
ORDER BY
  period NULLS LAST
-- datetime.date(2026, 3, 29)
-- 'TW'
-- datetime.date(2026, 3, 29)
-- 'TW'
-- datetime.date(2026, 3, 29)
