"""Who may do what with what families say, and the one door to each. It changes nothing."""
