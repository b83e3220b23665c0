"""How what is kept on this floor is asked for."""
