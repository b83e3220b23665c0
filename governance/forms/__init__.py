"""Cleans what is typed on this floor. It never saves."""
