"""A student's code sees nothing of the host and can change nothing."""

import os
import socket
import tempfile
import textwrap
from pathlib import Path

import pytest

import autograde
from autograde.sandbox import close_all

pytestmark = pytest.mark.slow
COURSE = Path(__file__).parents[3]


def test_no_file_of_the_host_is_there(inside, tmp_path):
    canary = tmp_path / "canary"
    canary.write_text("secret")
    with tempfile.NamedTemporaryFile(dir="/var/tmp") as other:
        paths = [
            canary,
            other.name,
            "/etc/shadow",
            "/etc/hostname",
            "/home",
            "/mnt",
            "/opt",
            "/var",
            "/sys",
            Path.home() / ".bashrc",
            Path.home() / ".ipython",
            Path.home() / ".jupyter",
            COURSE / "gradebook.db",
            COURSE / "nbgrader_config.py",
            COURSE / "solutions",
            COURSE / "tests",
            COURSE / "pyproject.toml",
            COURSE / ".git",
            Path(autograde.__file__),
        ]
        outcome = inside(
            f"import os; print([p for p in {list(map(str, paths))} if os.path.exists(p)])"
        )
    assert outcome.text == "[]\n"


def test_only_what_a_notebook_needs_can_be_imported(inside):
    outcome = inside(
        "import course_utils.checks, unrolled_inside.agent, torch, matplotlib\n"
        "for name in ('autograde', 'autograde.hidden', 'solutions', 'tests'):\n"
        "    try: __import__(name); print(name)\n"
        "    except ImportError: pass\n"
        "print('done')"
    )
    assert outcome.text == "done\n"


def test_no_text_of_the_course_can_be_found_on_disk(inside):
    """Searches all that can be read outside of the system's and the libraries' folders."""
    outcome = inside(
        """
        import os
        found = []
        for top, dirs, files in os.walk("/"):
            dirs[:] = [d for d in dirs if d not in ("proc", "usr", "site-packages", "lib-dynload")]
            for name in files:
                if "autograde" in name or name.endswith((".ipynb", ".db")):
                    found.append(os.path.join(top, name))
        print(found)
        """
    )
    assert outcome.text == "[]\n"


def test_the_environment_holds_only_what_we_put_there(inside, monkeypatch):
    monkeypatch.setenv("UNROLLED_CANARY", "secret")
    close_all()  # so that the warm process starts anew, with this environment around it
    outcome = inside(
        "import os, glob\n"
        "texts = [str(dict(os.environ))]\n"
        "for path in glob.glob('/proc/[0-9]*/environ') + glob.glob('/proc/[0-9]*/cmdline'):\n"
        "    try: texts.append(open(path).read())\n"
        "    except OSError: pass\n"
        "print('CANARY' in ' '.join(texts), os.environ['HOME'], os.environ['PIP_NO_INDEX'])"
    )
    assert outcome.text == "False /box/home 1\n"


def test_there_is_no_network(inside):
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind("\0unrolled-test")
        abstract.listen()
        outcome = inside(
            f"""
            import socket
            def reached(*args, to):
                try:
                    with socket.socket(*args) as s:
                        s.settimeout(2)
                        s.connect(to)
                        return True
                except OSError:
                    return False
            print(
                reached(socket.AF_INET, socket.SOCK_STREAM, to={tcp.getsockname()!r}),
                reached(socket.AF_INET, socket.SOCK_DGRAM, to=("1.1.1.1", 53)),
                reached(socket.AF_INET6, socket.SOCK_DGRAM, to=("2606:4700:4700::1111", 53)),
                reached(socket.AF_UNIX, socket.SOCK_STREAM, to="\\0unrolled-test"),
                reached(socket.AF_VSOCK, socket.SOCK_STREAM, to=(2, 22)),
            )
            def made(*args):
                try: socket.socket(*args).close(); return args
                except OSError: return None
            families = [made(family, kind) for family in range(50) for kind in (1, 2, 3)
                        if family not in (1, 2, 10, 16)]
            print([m for m in families if m], made(16, 3, 9), made(16, 3, 12), made(16, 3, 0))
            """
        )
    assert outcome.text == "False False False False False\n[] None None (16, 3, 0)\n"


def test_an_inherited_socket_tells_nothing_of_the_hosts_network(inside):
    outcome = inside(
        """
        import fcntl, os
        for number in (0x8912, 0x8915, 0x8927, 0x8933):
            try: fcntl.ioctl(int(os.environ["UNROLLED_JUDGE_FD"]), number, bytes(40)); print("told")
            except PermissionError: print("no")
        """
    )
    assert outcome.text == "no\n" * 4


def test_there_are_no_rights(inside):
    outcome = inside(
        """
        status = dict(line.split(":", 1) for line in open("/proc/self/status"))
        print([int(status[f"Cap{name}"], 16) for name in ("Inh", "Prm", "Eff", "Bnd", "Amb")])
        print(status["NoNewPrivs"].strip(), status["Seccomp"].strip(), status["Groups"].strip())
        import subprocess
        from pathlib import Path
        print(subprocess.run(["su", "-c", "id"], capture_output=True).returncode != 0)
        import os
        for change in (lambda: os.setuid(0), lambda: os.setgroups([0]), lambda: os.chroot("/box"),
                       lambda: os.mknod("/box/disk", 0o60600, os.makedev(8, 0)),
                       lambda: os.nice(-1),
                       lambda: Path("/proc/sys/kernel/hostname").write_text("x"),
                       lambda: open("/proc/sysrq-trigger", "w"), lambda: open("/dev/mem"),
                       lambda: Path("/proc/self/oom_score_adj").write_text("-1000")):
            try: change(); print("changed at line", change.__code__.co_firstlineno)
            except OSError: pass
        """
    )
    assert outcome.text == "[0, 0, 0, 0, 0]\n1 2 \nTrue\n"


def test_to_the_host_it_is_an_ordinary_user(with_kernels):
    async def look(started) -> None:
        status = Path(f"/proc/{started._provisioner._process.pid}/status").read_text()
        uids = {int(word) for word in status.partition("Uid:")[2].split("\n")[0].split()}
        assert uids == {60001 if os.getuid() == 0 else os.getuid()}

    with_kernels(look)


def test_nothing_but_its_own_folder_can_be_written(inside):
    outcome = inside(
        """
        import os, site, sys, tempfile, torch, course_utils, unrolled_inside
        places = ["/", "/usr", "/usr/bin", "/etc", "/dev", "/run", "/run/unrolled", sys.prefix,
                  sys.base_prefix, *site.getsitepackages(), *torch.__path__, *course_utils.__path__,
                  *unrolled_inside.__path__, "/proc", os.path.dirname(os.__file__)]
        for place in places:
            try: open(os.path.join(place, "x"), "w"); print("wrote", place)
            except OSError: pass
        for file in (torch.__file__, course_utils.__file__, sys.executable, "/etc/passwd"):
            for change in (lambda: open(file, "a"), lambda: os.chmod(file, 0o777),
                           lambda: os.remove(file)):
                try: change(); print("changed", file)
                except OSError: pass
        for place in ("~", tempfile.gettempdir(), ".", "/dev/shm"):
            open(os.path.join(os.path.expanduser(place), "x"), "w").write("x")
        print(os.getcwd())
        """
    )
    assert outcome.text == "/box/work\n"


REFUSED = {  # number on x86_64, number on aarch64, arguments
    "unshare": (272, 97, 0x10000000),
    "setns": (308, 268, 3, 0),
    "mount": (165, 40, 0, 0, 0, 0, 0),
    "umount2": (166, 39, 0, 0),
    "ptrace": (101, 117, 0, 1, 0, 0),
    "process_vm_readv": (310, 270, 1, 0, 0, 0, 0, 0),
    "memfd_create": (319, 279, 0, 0),
    "shmget": (29, 194, 0, 4096, 0o1600),
    "msgget": (68, 186, 0, 0o1600),
    "keyctl": (250, 219, 0, 0, 0, 0, 0),
    "bpf": (321, 280, 0, 0, 0),
    "userfaultfd": (323, 282, 0),
    "io_uring_setup": (425, 425, 1, 0),
    "perf_event_open": (298, 241, 0, 0, -1, -1, 0),
    "open_by_handle_at": (304, 265, 0, 0, 0),
    "clone with a new user namespace": (56, 220, 0x10000011, 0, 0, 0, 0),
    "clone with a new network": (56, 220, 0x40000011, 0, 0, 0, 0),
}


def test_dangerous_calls_are_refused(inside):
    column = ("x86_64", "aarch64").index(os.uname().machine)
    calls = {name: [call[column], *call[2:]] for name, call in REFUSED.items()}
    outcome = inside(
        f"""
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        for name, call in {calls}.items():
            result = libc.syscall(*map(ctypes.c_long, call))
            if result != -1 or ctypes.get_errno() != 1:
                print(name, result, ctypes.get_errno())
        """
    )
    assert not outcome.error
    assert outcome.text == ""


def test_a_crash_calls_no_program_of_the_host(inside):
    outcome = inside(
        """
        import resource
        print([line for line in open("/proc/self/limits") if "core" in line])
        try: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); print("set")
        except (OSError, ValueError): print("no")
        """
    )
    assert "1                    1 " in outcome.text
    assert outcome.text.endswith("no\n")


def test_memory_of_nobodys_can_not_be_had(inside):
    outcome = inside(
        """
        import mmap, os
        for make in (lambda: mmap.mmap(-1, 4096),
                     lambda: mmap.mmap(os.open("/dev/zero", os.O_RDWR), 4096)):
            try: make(); print("mapped")
            except OSError: print("no")
        own = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        """
    )
    assert outcome.text == "no\nno\n"


def test_process_1_can_not_be_looked_into(inside):
    outcome = inside(
        """
        for name in ("mem", "environ", "fd/0", "maps", "cwd/x", "root/etc/passwd"):
            try: open(f"/proc/1/{name}", "rb").read(1); print("read", name)
            except OSError: pass
        import os
        for number in range(1, 65):
            try: os.kill(1, number)
            except OSError: pass
        print("alive")
        """
    )
    assert outcome.text == "alive\n"


def test_no_descriptor_leads_out(inside):
    outcome = inside(
        """
        import os, stat
        for number in map(int, os.listdir("/proc/self/fd")):
            try: about = os.fstat(number); target = os.readlink(f"/proc/self/fd/{number}")
            except OSError: continue
            if stat.S_ISDIR(about.st_mode) or not target.startswith(
                ("/dev/null", "/box/", "socket:", "pipe:", "anon_inode:", "/proc/")):
                print(number, target)
        """
    )
    assert outcome.text == ""


def test_two_kernels_know_nothing_of_each_other(with_kernels, cell):
    leave = textwrap.dedent(
        """
        import os, pty, socket, tempfile
        for place in (tempfile.gettempdir(), "/dev/shm", "/box/home"):
            open(place + "/mine", "w").write("secret")
        listener = socket.socket(socket.AF_UNIX); listener.bind("\\0mine"); listener.listen()
        terminal = pty.openpty()
        """
    )
    look = textwrap.dedent(
        """
        import os, signal, socket, tempfile
        places = (tempfile.gettempdir(), "/dev/shm", "/box/home")
        print([p for p in places if os.path.exists(p + "/mine")],
              [n for n in os.listdir("/dev/pts") if n.isdigit()],
              sorted(int(n) for n in os.listdir("/proc") if n.isdigit()))
        try: socket.socket(socket.AF_UNIX).connect("\\0mine"); print("connected")
        except OSError: pass
        for process in range(2, 3000):  # all but ourselves and our threads
            if str(process) not in os.listdir("/proc/self/task"):
                try: os.kill(process, signal.SIGKILL); print("killed", process)
                except ProcessLookupError: pass
        """
    )

    async def both(one, other) -> None:
        assert not (await cell(one, leave)).error
        assert (await cell(other, look)).text == "[] [] [1, 2]\n"
        assert (await cell(one, "print(os.getpid())")).text == "2\n"

    with_kernels(both, 2)


def test_no_process_of_the_host_can_be_named(inside):
    outcome = inside(
        "import os, signal\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print(sorted(int(n) for n in os.listdir('/proc') if n.isdigit()), os.getppid())\n"
        "os.kill(-1, signal.SIGTERM)\n"
    )
    assert outcome.text == "[1, 2] 1\n[Errno 3] No such process"
