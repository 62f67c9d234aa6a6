# A notebook chooses windows that no server can open.
# %% scratch
import matplotlib

matplotlib.use("TkAgg")
import matplotlib.pyplot as plt

plt.plot([1, 2, 3])
plt.show()
