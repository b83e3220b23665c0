"""Turns requests about the people who do the work into one call and a page each."""
