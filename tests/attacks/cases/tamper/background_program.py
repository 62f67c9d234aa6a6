# Starts a program in a session of its own, which ignores hang-ups and outlives the grading.
# wins: lasts
# kernel: cold
# %% end
import subprocess

subprocess.Popen(["nohup", "sleep", "20"], start_new_session=True, stdout=-3, stderr=-3)
