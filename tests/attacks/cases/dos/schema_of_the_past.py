# Claims an old version of nbgrader's metadata, for which the class has to be converted.
# wins: stops
# metadata: double {"schema_version": 1}
