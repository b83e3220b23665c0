"""A fictional year of a small service, the same every time, never loaded beside real families."""
