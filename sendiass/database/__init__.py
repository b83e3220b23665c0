"""Which data base holds what, and what the application's role may do there; it knows no table's meaning."""
