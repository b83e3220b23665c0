"""When what the service owes its own people is due. Pure; it never asks the day."""
