# Prints the environment, where tokens and passwords often are.
# wins: secret environment
# %% end
import os

print(dict(os.environ))
