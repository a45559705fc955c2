WITH standing AS (
  SELECT
    UNIX_MICROS(t.`opened_at`) AS came_us,
    t.`team` AS `team`
  FROM facts.`ticket_spans` AS t
  WHERE
    NOT t.`opened_day` IS NULL
    AND t.`opened_day` <= ?
    AND (
      t.`ended_day` IS NULL OR t.`ended_day` > ?
    )
    AND UNIX_MICROS(t.`opened_at`) <= (
      SELECT
        d.ends_us
      FROM facts.days AS d
      WHERE
        d.day = ?
    )
), ends AS (
  SELECT
    d.ends_us AS ends_us
  FROM facts.days AS d
  WHERE
    d.day = ?
)
SELECT
  s.`team` AS `team`,
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
FROM standing AS s
CROSS JOIN ends AS e
GROUP BY
  s.`team`
ORDER BY
  `team` NULLS LAST
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 3, 29)
