"""Due dates, extensions, and what being late costs."""
