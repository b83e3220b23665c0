"""Turns requests about sharing into one call and a page each."""
