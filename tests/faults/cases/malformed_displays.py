# A cell publishes displays that no notebook may hold.
# says: finished|link
# %% scratch
from IPython.display import display

display({"text/plain": 3}, raw=True)
display({"image/png": None, "text/plain": ["a", ["b"]]}, raw=True)
display({"application/json": float("nan")}, raw=True, metadata={"text/plain": "odd"})
display({"": ""}, raw=True)
get_ipython().display_pub.publish({"text/html": {"a": 1}}, metadata={"a": {"b": float("inf")}})
