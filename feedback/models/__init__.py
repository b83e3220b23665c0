"""The shape of feedback."""
