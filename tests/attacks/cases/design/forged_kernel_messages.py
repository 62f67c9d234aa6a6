# Sends malformed messages of every kind to the grader, signed with the kernel's own key.
# wins: nothing, it is on the client of unrolled
# %% double
kernel = get_ipython().kernel


def double(x):
    parent = kernel.get_parent()
    for kind, content in (
        ("execute_result", {"data": {"text/plain": "2"}, "metadata": {}, "execution_count": 1}),
        ("stream", {"name": 7, "text": None}),
        ("error", {"ename": None}),
        ("display_data", {"data": 3, "metadata": [], "transient": 1}),
        ("status", {"execution_state": "idle"}),
        ("execute_reply", {"status": "ok", "execution_count": "x"}),
        ("comm_open", {"comm_id": 1, "target_name": None, "data": []}),
    ):
        kernel.session.send(kernel.iopub_socket, kind, content, parent=parent)
    return 0
