"""The data that notebooks learn from."""
