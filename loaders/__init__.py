"""Exports in: read, stage, check, quarantine or upsert, derive, publish.

``loaders.load.load`` loads files and folders, ``loaders.rebuild`` undoes and derives again,
``loaders.listing`` lists what was declared and loaded; ``python -m loaders`` is their command line.
Nothing is imported here, so that a page that only lists does not pay for what a load needs.
"""
