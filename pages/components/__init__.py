"""What pages are made of: the frame, filters, tables, charts. Numbers are written by `fmt`."""

from metrics import fmt as fmt  # below the pages, because the exports write numbers alike
