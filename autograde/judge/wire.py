"""The wire format. It lives with the sandbox, where it must stand alone.

It is loaded from there by its file: the package around it would bring kernels and notebooks along,
and the process that judges are forked from is to stay small.
"""

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograde.sandbox.inside import wire
else:
    _file = Path(__file__).parents[1] / "sandbox" / "inside" / "wire.py"
    _spec = importlib.util.spec_from_file_location(f"{__name__}.shared", _file)
    wire = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(wire)

ChannelBroken = wire.ChannelBroken
Reader = wire.Reader
WireError = wire.WireError
Writer = wire.Writer
receive = wire.receive
send = wire.send
