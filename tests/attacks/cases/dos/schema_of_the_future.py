# Claims a version of nbgrader's metadata that does not exist.
# wins: stops
# metadata: double-test {"schema_version": 99}
