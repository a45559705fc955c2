"""What pages are made of: the frame, filters, tables, charts, and how numbers are written."""
