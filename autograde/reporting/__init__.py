"""What the report shows beside the scores: mistakes by name, similar errors and submissions."""
