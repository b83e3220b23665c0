"""What may be done on this floor, decided on plain values."""
