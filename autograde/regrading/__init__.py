"""Trying a change to the gradebook in a draft, and telling every score that it changes."""
