"""One command as a process of its own: wall, CPU and peak memory as one line of JSON on stdout.

    python3 -I -S measure.py OUT ERR COMMAND...      stdout of the command to OUT, its stderr to ERR

Responsible for the reading of the clock and of the kernel's counters. Not responsible for what is run, nor how often.

It is a program of its own and not a function, because Linux counts the memory of the parent at the moment of the fork as memory of
the child: under a driver of 500 MB a child of 50 MB would show 500. This one has about 10 MB, which is the least it can report.
"""

import json
import os
import sys
import time


def main(argv: list[str]) -> int:
    out, err, *command = argv
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(os.open(out, flags, 0o644), 1)
            os.dup2(os.open(err, flags, 0o644), 2)
            os.execvp(command[0], command)
        except OSError as e:
            os.write(2, f"{command[0]}: {e.strerror}\n".encode())
        os._exit(127)
    _, status, usage = os.wait4(pid, 0)
    wall = time.monotonic() - began
    print(json.dumps({
        "exit": os.waitstatus_to_exitcode(status),
        "wall_seconds": wall,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * 1024,
    }))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
