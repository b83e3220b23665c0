"""Turns a request about accounts or clearances into one call and a page; no rule and no write lives here."""
