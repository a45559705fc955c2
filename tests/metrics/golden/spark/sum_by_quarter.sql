SELECT
  t.`product` AS `product`,
  t.`vendor` AS `vendor`,
  d.quarter AS period,
  COALESCE(SUM(t.`units`), 0) AS numerator,
  0 AS denominator,
  COUNT(*) AS n,
  0 AS undecided,
  COALESCE(SUM(CASE WHEN t.`units` IS NULL THEN 1 ELSE 0 END), 0) AS missing,
  0 AS missing_over
FROM facts.`shipments` AS t
JOIN facts.days AS d
  ON d.day = t.`shipped_on`
WHERE
  NOT t.`shipped_on` IS NULL
GROUP BY
  t.`product`,
  t.`vendor`,
  d.quarter
ORDER BY
  period NULLS LAST,
  `product` NULLS LAST,
  `vendor` NULLS LAST
