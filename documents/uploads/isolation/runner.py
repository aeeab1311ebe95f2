"""The way in: loads one of the programs beside it, raises the wall, and only then lets it see the file.

Run as ``python -I inside.py sanitize '{"format": "pdf", ...}'`` with the file on stdin and the answer on stdout. An
exit status other than 0 means that the program died and nothing is known about the file. Neither this nor the programs
import Django or anything else of ours: what cannot be reached cannot be attacked.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

MB = 1024 * 1024
MEMORY, CPU_SECONDS, WALL_SECONDS, MOST_ANSWER = 1536 * MB, 20, 35, 41 * MB
NOBODY = 65534


def lock_down() -> None:
    """Give up the network, root, new processes and all but a bounded share of the machine."""
    libc = ctypes.CDLL(None, use_errno=True)
    new_net, new_user, no_new_privs = 0x40000000, 0x10000000, 38
    if os.geteuid() == 0:
        libc.unshare(new_net)  # refused in some containers; the other walls still stand
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    else:
        libc.unshare(new_user | new_net)
    libc.prctl(no_new_privs, 1, 0, 0, 0)
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, MOST_ANSWER),
        (resource.RLIMIT_NOFILE, 16),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))
    signal.alarm(WALL_SECONDS)  # ends even when the one who waits for us has died


def program(name: str) -> Any:
    """The module beside this one; -I leaves no other way to it."""
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    chosen, order = program(sys.argv[1]), json.loads(sys.argv[2])
    chosen.prepare(order)  # whatever is needed is loaded now: behind the wall not even our own code can be read
    lock_down()
    sys.stdout.buffer.write(chosen.answer(sys.stdin.buffer.read(), order))
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing a parser left behind gets a say in how this ends


if __name__ == "__main__":
    main()
