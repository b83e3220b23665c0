"""The ground floor: people, organisations, cases and the work done on them; it knows no floor above it."""
