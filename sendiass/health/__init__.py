"""Whether this service is alive and ready; it says nothing about anyone."""
