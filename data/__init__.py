"""Data that ships with the project: the seeded demo business and its exports."""
