"""Build, release, grade and report: what instructors and TAs run."""

import sys

# jsonschema would compile a grammar for IRIs, a format that no notebook's schema has, in 0.9 s of
# every command. It does without where the module that holds it cannot be imported.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
