"""Cells run in a kernel of their own, with an ear for what the kernel says."""

from __future__ import annotations

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook


class Listening(NotebookClient):
    """Runs a notebook and keeps all messages of its kernel."""

    def process_message(self, msg, cell, cell_index):
        self.heard = [*getattr(self, "heard", []), msg]
        return super().process_message(msg, cell, cell_index)

    def of_type(self, kind: str) -> list[dict]:
        return [message for message in self.heard if message["msg_type"] == kind]


def run_cells(*sources: str, **env: str) -> Listening:
    """The executed notebook is `nb` of what is returned."""
    nb = new_notebook(cells=[new_code_cell(source) for source in sources])
    client = Listening(nb, timeout=300, kernel_name="python3", store_widget_state=False)
    client.execute(env=env)
    nbformat.validate(nb)
    return client
