"""Validates what people type and hands on frozen values; it never saves."""
