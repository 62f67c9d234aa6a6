"""A thread that lasts as long as this process."""

import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any


def in_lasting_thread(work: Callable[[], Any]) -> Any:
    """Do `work` in a thread that lasts as long as this process.

    A process that asked to die with its parent dies when the thread that started it ends.
    """
    jobs = _jobs_of_this_process()
    result: Future[Any] = Future()
    jobs.put((work, result))
    return result.result()


_jobs: dict[int, queue.SimpleQueue[Any]] = {}
_jobs_lock = threading.Lock()


def _jobs_of_this_process() -> "queue.SimpleQueue[Any]":
    with _jobs_lock:
        if os.getpid() not in _jobs:
            jobs = _jobs[os.getpid()] = queue.SimpleQueue()
            threading.Thread(target=_work, args=(jobs,), name="launcher", daemon=True).start()
        return _jobs[os.getpid()]


def _work(jobs: "queue.SimpleQueue[Any]") -> None:
    while True:
        work, result = jobs.get()
        try:
            result.set_result(work())
        except BaseException as error:
            result.set_exception(error)
