"""Statistics without an engine: arrays in, numbers and frozen dataclasses out.

One file a subject. Missing input is nan (or None), and what is undefined comes back as nan or
None, never as infinity, never as zero; a call that makes no sense raises ValueError.
"""
