"""Half-written forms, kept sealed on the server until they are sent. A draft is no record."""
