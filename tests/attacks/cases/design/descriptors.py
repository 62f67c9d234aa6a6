# Sends nonsense and orders to every socket and pipe that it has inherited.
# wins: nothing, plain nbgrader hands down no sockets
# %% double
import contextlib
import os
import socket
import stat

for fd in range(3, 200):
    with contextlib.suppress(OSError):
        mode = os.fstat(fd).st_mode
        if stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode):
            os.set_blocking(fd, False)
            for order in (
                b'{"op": "fork", "argv": ["touch", "@LOOT@/ordered"]}\n',
                b"\0" * 64,
                b"quit\n",
            ):
                with contextlib.suppress(OSError):
                    os.write(fd, order)


def double(x):
    return 0
