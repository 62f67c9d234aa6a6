"""ipykernel on sockets that the host bound, ready at once when forked from a warm process."""

import os
import random
import resource
import sys
from typing import Any, NoReturn

from . import channel

PORTS = ("shell", "iopub", "stdin", "control")  # the heartbeat serves nobody here


def limit(limits: dict[str, int]) -> None:
    """Set the resource limits named, as in `{"NOFILE": 512}`, where the system knows them."""
    for name, value in limits.items():
        number = getattr(resource, f"RLIMIT_{name}", None)
        if number is not None:
            _, most = resource.getrlimit(number)
            value = value if most == resource.RLIM_INFINITY else min(value, most)
            resource.setrlimit(number, (value, value))


def fresh_randomness() -> None:
    """Draw new seeds: a fork inherits the state of every generator, so all would draw alike."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(int.from_bytes(os.urandom(7), "big"))


def run(key: str, prefix: str, sockets: dict[str, int] | None) -> NoReturn:
    """Be the kernel, until it ends.

    `sockets` are listening unix sockets by port name; without them it binds `prefix`-1, -2, ….
    `key` signs the messages.
    """
    from traitlets.config import Config

    channel.note()
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShellApp.default_extensions = []  # %store, for which there is no later
    config.Session.key = key.encode()
    config.IPKernelApp.outstream_class = f"{__package__}.streams.Stream"
    ports = {f"{name}_port": number for number, name in enumerate(PORTS, 1)}
    sys.argv = ["ipykernel_launcher"]
    app = _app_class(sockets).instance(config=config, transport="ipc", ip=prefix, **ports)
    app.initialize([])
    _show_plots()
    app.start()
    sys.exit()


def _app_class(sockets: dict[str, int] | None) -> Any:
    import zmq
    from ipykernel.ipkernel import IPythonKernel
    from ipykernel.kernelapp import IPKernelApp

    class Kernel(IPythonKernel):
        """Says less: whoever runs a cell here knows its source, and that it is being run."""

        def _publish_execute_input(self, *about: Any, **more: Any) -> None:
            pass

        def _publish_status(self, status: str, *about: Any, **more: Any) -> None:
            if status != "busy":
                super()._publish_status(status, *about, **more)

    class KernelApp(IPKernelApp):
        kernel_class = Kernel

        def init_connection_file(self) -> None:
            pass  # the host told all there is to know

        def write_connection_file(self, **_: Any) -> None:
            pass

        def cleanup_connection_file(self) -> None:
            pass

        def init_heartbeat(self) -> None:
            pass

        def log_connection_info(self) -> None:
            self._ports = {name: getattr(self, f"{name}_port") for name in (*PORTS, "hb")}

        def init_control(self, context: Any) -> None:
            super().init_control(context)
            self.shell_channel_thread = None  # it serves subshells, which nobody opens here
            end = self.shell_socket.getsockopt(zmq.LAST_ENDPOINT)
            if sockets and end:  # the host's path: it would be tried in vain, ten times a second
                self.debug_shell_socket.disconnect(end)

        def _try_bind_socket(self, s: Any, port: int) -> int:
            if sockets:
                s.setsockopt(zmq.USE_FD, sockets[PORTS[port - 1]])
            return super()._try_bind_socket(s, port)

    return KernelApp


def _show_plots() -> None:
    """Tell the shell of the inline backend; it was imported before there was a shell to tell."""
    backend = sys.modules.get("matplotlib_inline.backend_inline")
    if backend is not None:
        backend._enable_matplotlib_integration()
