"""How oversight is asked for."""
