"""Measures the service at size, each page against its floor; it is never a test and never part of the service."""
