# A notebook kills its own kernel with SIGKILL.
# says: ended Python
# %% scratch
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
