# Hands in a notebook that is slow to compare with the release: many long cells, all almost alike.
# wins: nothing, plain nbgrader compares nothing
# many: 500
# delete: double
# delete: centre
# delete: total
