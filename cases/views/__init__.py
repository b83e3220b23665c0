"""Turns a request into one call of this floor and a page; no rule and no write lives here."""
