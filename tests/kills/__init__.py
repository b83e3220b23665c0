"""Kills the parts of a whole service at random while people work, and counts what is left."""
