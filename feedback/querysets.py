"""How feedback is asked for."""
