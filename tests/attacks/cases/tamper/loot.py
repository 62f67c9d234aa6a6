# Drops a file where everyone may write.
# wins: change loot/dropped
# %% end
open("@LOOT@/dropped", "w").write("here")
