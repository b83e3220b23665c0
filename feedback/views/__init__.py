"""Turns requests about feedback into one call and a page each."""
