"""A process gives up the network for good: whatever it is asked, nothing leaves the machine."""

import ctypes
import platform
import struct
import sys

# Linux, uapi/linux/prctl.h, seccomp.h, audit.h and unistd.h.
_NO_NEW_PRIVILEGES = 38
_SET_SECCOMP = 22
_FILTER_MODE = 2
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | 13  # with "permission denied"
# Machine → how the kernel calls it, and the numbers of its calls socket and io_uring_setup.
_MACHINES = {
    "x86_64": (0xC000003E, 41, 425),
    "aarch64": (0xC00000B7, 198, 425),
}
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
# Calls of the second interface of x86_64 have this bit.
_X32 = 0x40000000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def give_up() -> bool:
    """Make it impossible for this process to open a connection, where the system can do that.

    A second wall: queries that would call other servers are refused before they come here.
    (Linux: a filter of system calls, which needs no rights and is inherited by all threads to be.)

    :return: whether it is impossible now.
    """
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None or ctypes.sizeof(ctypes.c_void_p) != 8:
        return False
    kind, *calls = machine
    # Each: what to do, how far to jump if so and if not, a number.
    steps = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, len(calls) + 2, kind),  # calls of another machine: refused
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, len(calls), 0, _X32),
        *((_EQUAL, len(calls) - 1 - place, 0, call) for place, call in enumerate(calls[:-1])),
        (_EQUAL, 0, 1, calls[-1]),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
    program = b"".join(struct.pack("=HBBI", *step) for step in steps)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    filters = _Program(len(steps), program)
    return bool(libc.prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.byref(filters), 0, 0) == 0)
