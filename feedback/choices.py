"""Words with a fixed meaning on the floor of feedback."""
