"""What is decided about feedback on paper: plain values in, a decision out."""
