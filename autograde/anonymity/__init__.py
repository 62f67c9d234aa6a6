"""Pseudonyms, and marks that come back from a course without names."""
