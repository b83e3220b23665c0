"""Who may do what on this floor, and the doors to it. It changes nothing."""
