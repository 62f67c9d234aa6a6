"""Hidden tests, outside the student's process.

A judge is a process of ours, one for each kernel. It runs the test cells of a notebook unmodified:
names that are not the notebook's own are the student's objects, as proxies that give data only. So
expected values, reference code and the tests themselves never enter the student's process, and
nothing there can write a verdict.

    client.py     start a judge, have a cell ruled on (for the executor)
    server.py     the process that judges are forked from
    cells.py      runs a cell, turns what happens into a ruling
    session.py    asks the student's process (sandbox/inside/agent.py answers)
    proxies.py    the student's objects; gradients.py: autograd across the two processes
    preamble.py   what tests may rely on without asking the student
"""

from .client import SERVE, Judge, JudgeServer, close_all, judge, server
from .preamble import preamble
from .ruling import BrokenTest, JudgeDied, LinkBroken, Ruling

__all__ = [
    "SERVE",
    "BrokenTest",
    "Judge",
    "JudgeDied",
    "JudgeServer",
    "LinkBroken",
    "Ruling",
    "close_all",
    "judge",
    "preamble",
    "server",
]
