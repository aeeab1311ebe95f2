"""Tries every way out of isolation, as a parser would that a hostile file has taken over.

The outcome counts, not which wall was raised: ``find_isolation_leaks`` runs inside, tries, and names what was not
refused.
The scanner asks it at its start and does not serve when anything is open.
"""

import ctypes
import os
import resource
import signal
import socket
from collections.abc import Callable
from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)


def find_isolation_leaks(order: dict[str, Any]) -> list[str]:
    """The names of the ways out that are open; none when isolation holds.

    ``order``: ``parent`` (its process id), ``file`` (one that this user owns and may read), ``port`` (of a TCP server
    on this machine), ``socket`` (the path of a unix socket that is listened to).
    """
    attempts: dict[str, Callable[[], object]] = {
        "own environment": lambda: _try_read("/proc/self/environ"),
        "the parent's environment": lambda: _try_read(f"/proc/{order['parent']}/environ"),
        "the parent's memory": lambda: _try_read(f"/proc/{order['parent']}/mem"),
        "list of processes": lambda: os.listdir("/proc"),
        "files of the same user": lambda: _try_read(order["file"]),
        "files that everybody may read": lambda: _try_read("/etc/passwd"),
        "writing files": lambda: _try_write(order["file"]),
        "temporary files": lambda: _try_write("/tmp/x"),  # noqa: S108 - that it cannot be written is the point
        "memory shared by name": lambda: _try_write("/dev/shm/x"),  # noqa: S108
        "anonymous files": lambda: os.memfd_create("x"),
        "network by TCP": lambda: _try_connect(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", order["port"])),
        "network by UDP": lambda: _try_connect(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", order["port"])),
        "sockets of other programs": lambda: _try_connect(socket.AF_UNIX, socket.SOCK_STREAM, order["socket"]),
        "tracing the parent": lambda: _try_trace(order["parent"]),
        "signals to the parent": lambda: os.kill(order["parent"], 0),
        "new processes": _try_fork,
        "new programs": _try_execute,
        "new namespaces": lambda: _try_call("unshare", 0x10000000),
        "another user": lambda: os.setuid(0 if os.getuid() else 1),
        "more memory": _try_raise_limits,
        "kernel programs": lambda: _try_call_by_number("bpf"),
        "asynchronous system calls": lambda: _try_call_by_number("io_uring_setup"),
    }
    return [name for name, attempt in attempts.items() if _succeeds(attempt)]


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, ValueError):
        return False
    return True


def _try_read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:
        return file.read(1)


def _try_write(path: str) -> None:
    name = f"{path}.written-by-the-probe"
    os.close(os.open(name, os.O_CREAT | os.O_WRONLY, 0o600))
    os.unlink(name)


def _try_connect(family: int, kind: int, address: Any) -> None:
    with socket.socket(family, kind) as link:
        link.settimeout(2)
        link.connect(address)


def _try_fork() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _try_execute() -> None:
    """In a child where there may be one: whoever becomes another program cannot tell of it."""
    try:
        child = os.fork()
    except OSError:
        os.execv("/bin/true", ["true"])  # noqa: S606
    if child == 0:
        try:
            os.execv("/bin/true", ["true"])  # noqa: S606
        except OSError:
            os._exit(1)
    _process, status = os.waitpid(child, 0)
    if status:
        raise OSError("refused")


def _try_trace(process: int) -> None:
    attach, detach = 16, 17
    _try_call("ptrace", attach, process, 0, 0)
    os.waitpid(process, 0)
    _libc.ptrace(detach, process, 0, signal.SIGCONT)


def _try_call(name: str, *arguments: int) -> None:
    if getattr(_libc, name)(*(ctypes.c_ulong(each) for each in arguments)) == -1:
        raise OSError(ctypes.get_errno(), name)


# The same numbers on x86-64 and on every architecture younger than it, where they differ.
SYSTEM_CALL_NUMBERS = {"bpf": {"x86_64": 321}, "io_uring_setup": {}}
UNIFIED_CALL_NUMBERS = {"bpf": 280, "io_uring_setup": 425}


def _try_call_by_number(name: str) -> None:
    """A call whose arguments make no sense: EPERM is a wall, any other error means that the kernel listened."""
    number = SYSTEM_CALL_NUMBERS[name].get(os.uname().machine, UNIFIED_CALL_NUMBERS[name])
    ctypes.set_errno(0)
    if _libc.syscall(number, 9999, 0, 0) == -1 and ctypes.get_errno() in {1, 38}:  # EPERM, or no such call
        raise OSError(ctypes.get_errno(), name)


def _try_raise_limits() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = resource.RLIM_INFINITY if hard == resource.RLIM_INFINITY else hard * 2
    resource.setrlimit(resource.RLIMIT_AS, (wanted, wanted))
    if hard == resource.RLIM_INFINITY:
        return
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
