"""Locks down a child that reads one hostile file: what the kernel refuses it from then on.

``lock_down`` is called in a freshly forked child before it reads a single byte of the file. Three limits stand behind
one another, none of them needs privileges and all of them work in containers: resource limits, Landlock (no file, no
TCP port, no signal to anybody outside) and seccomp (only the system calls of ``ALLOWED_SYSTEM_CALLS``). Whether
they hold is not
believed but tried: see ``probe.py``.
"""

import ctypes
import os
import platform
import resource
import signal

import pyseccomp

MB = 1024 * 1024
# What a parser needs once everything is imported: memory, time, and the connection that it was given.
ALLOWED_SYSTEM_CALLS = (
    *("read", "readv", "write", "writev", "close", "lseek"),
    *("brk", "mmap", "munmap", "mremap", "madvise", "mprotect", "membarrier", "futex"),
    *("clock_gettime", "clock_getres", "gettimeofday", "time", "times", "getrusage", "getrandom"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall"),
    *("getpid", "gettid", "sched_yield", "sched_getaffinity", "getcpu", "set_robust_list", "rseq"),
    *("exit", "exit_group"),
)
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
LANDLOCK_CREATE_RULESET, LANDLOCK_RESTRICT_SELF = 444, 446
LANDLOCK_VERSION_FLAG = 1
PROTECTION_OF_MMAP, EXECUTABLE = 2, 4  # the third argument; PROT_EXEC
FLAGS_OF_CLONE, THREAD = 0, 0x10000  # the first argument; CLONE_THREAD
EPERM, ENOSYS = 1, 38

_libc = ctypes.CDLL(None, use_errno=True)


class LockDownError(OSError):
    """A wall could not be raised."""


def lock_down(*, memory: int, cpu_seconds: int) -> None:
    """Give up files, network, other processes and all but a bounded share of the machine, for good.

    ``memory`` is bytes of address space beyond what is mapped now. Raises ``LockDownError`` when seccomp is
    refused; that
    Landlock is absent is left to the probe, which tries what it would have refused.
    """
    _call_prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    make_unreadable()
    _call_prctl(PR_SET_NO_NEW_PRIVS, 1)
    limit_resources(memory, cpu_seconds)
    forbid_files_and_ports()
    allow_few_system_calls()


def make_unreadable() -> None:
    """Close ``/proc/<this>/`` to others of the same user: no memory, no environment, no tracing."""
    _call_prctl(PR_SET_DUMPABLE, 0)


def limit_resources(memory: int, cpu_seconds: int) -> None:
    mapped = _mapped_bytes()
    for what, soft, hard in (
        (resource.RLIMIT_AS, mapped + memory, mapped + memory),
        # At the soft limit comes SIGXCPU, by which the scanner knows why a child ended.
        (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 2),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(what, (soft, hard))


def forbid_files_and_ports() -> bool:
    """Enter a Landlock domain without a single rule. False when this kernel has no Landlock."""
    version = _libc.syscall(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), LANDLOCK_VERSION_FLAG)
    if version < 1:
        return False
    # Rights of files, of TCP ports (from version 4) and of signals and abstract sockets (from version 6).
    files = (1 << (13 if version < 2 else 14 if version < 3 else 15 if version < 5 else 16)) - 1
    words = [files] + ([3] if version >= 4 else []) + ([3] if version >= 6 else [])
    attributes = (ctypes.c_uint64 * len(words))(*words)
    ruleset = _libc.syscall(
        LANDLOCK_CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(ctypes.sizeof(attributes)), 0
    )
    if ruleset < 0:
        return False
    entered = _libc.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return entered


def allow_few_system_calls() -> None:
    """Answer EPERM to every system call that is not in ``ALLOWED_SYSTEM_CALLS``, on every architecture of this
    machine."""
    try:
        wall = pyseccomp.SyscallFilter(defaction=pyseccomp.ERRNO(EPERM))
        for name in ALLOWED_SYSTEM_CALLS:
            if pyseccomp.resolve_syscall(pyseccomp.system_arch(), name) < 0:
                continue  # an older name that this architecture never had
            if name in {"mmap", "mprotect"}:  # nothing that was written may be run
                not_executable = pyseccomp.Arg(PROTECTION_OF_MMAP, pyseccomp.MASKED_EQ, EXECUTABLE, 0)
                wall.add_rule(pyseccomp.ALLOW, name, not_executable)
            else:
                wall.add_rule(pyseccomp.ALLOW, name)
        # The reader of HEIC works in a thread. Flags of clone3 lie in memory, where no filter sees them: it is absent.
        wall.add_rule(pyseccomp.ALLOW, "clone", pyseccomp.Arg(FLAGS_OF_CLONE, pyseccomp.MASKED_EQ, THREAD, THREAD))
        wall.add_rule(pyseccomp.ERRNO(ENOSYS), "clone3")
        # abort() of a C library may end this process, and no other.
        wall.add_rule(pyseccomp.ALLOW, "tgkill", pyseccomp.Arg(0, pyseccomp.EQ, os.getpid()))
        wall.load()
    except (OSError, RuntimeError) as error:
        raise LockDownError(f"seccomp on {platform.machine()}: {error}") from error


def _mapped_bytes() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _call_prctl(option: int, value: int) -> None:
    if _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        raise LockDownError(ctypes.get_errno(), f"prctl {option}")
