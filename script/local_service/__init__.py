"""Brings the service up on one machine for developing, trying and testing it; production does without.

Standard library only, because it runs before anything is installed.
"""
