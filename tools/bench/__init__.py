"""Measures loading, asking and the pages at size, as ratios in one run; nothing passes or fails.

`made` writes the exports, `loading` loads them as a user would, `asking` asks what a page asks,
`pages` opens the pages in a real browser, `sessions` lets many people click at once.
"""
