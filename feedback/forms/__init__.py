"""What is typed on forms about feedback. It never saves."""
