"""What `autograde.collect` takes in: archives and folders of many kinds, and whose they are."""
