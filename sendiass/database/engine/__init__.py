"""Django's engine for PostgreSQL, with an end to waiting."""
