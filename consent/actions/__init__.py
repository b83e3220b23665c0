"""The verbs of consent: recording what a family permits, and ending it."""
