"""Kills what the service is made of while people work, and counts what is there afterwards."""
