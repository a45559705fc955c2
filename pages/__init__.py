"""Pages: one question each. They ask `metrics`; what they share is in `components`."""
