"""The verbs of feedback: asking families, keeping what they say, and passing it on word for word."""
