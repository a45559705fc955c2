"""One file per format: each makes parts, which are staged the same way."""
