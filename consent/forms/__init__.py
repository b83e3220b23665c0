"""What is typed about permissions and what was said under them. It never saves."""
