-- feed: fx_rates
-- What one unit of a currency was worth in the reporting currency, day by day.
select
  x.on_date as on_date,
  x.currency as currency,
  x.rate_to_base as rate_to_base,
  x._batch as _batch,
  x._file as _file,
  x._line as _line
from fx_rates as x
