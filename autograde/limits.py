"""What one submission may use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one submission may use; whatever it starts counts together.

    Time is CPU seconds, so that honest work does not fail because the machine is busy. Wall limits
    are `wall_factor` times as long: they end what waits instead of computing.
    """

    cell_s: float = 60
    notebook_s: float = 300
    wall_factor: float = 3
    output_bytes: int = 2_000_000
    memory_bytes: int = 3 << 30
    processes: int = 64  # threads too
    open_files: int = 512
    file_bytes: int = 256 << 20  # of one file
    disk_bytes: int = 256 << 20  # of all files
    shm_bytes: int = 128 << 20


DEFAULT = Limits()
