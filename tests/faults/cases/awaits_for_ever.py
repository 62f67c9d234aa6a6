# A cell awaits something that never happens.
# says: \d s
# %% scratch
import asyncio

await asyncio.Event().wait()
