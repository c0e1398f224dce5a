"""YAML parsed on a stack that no nesting overflows.

In flow style (``[[[``) the parser proper stops by itself; elsewhere (``- - -``, ``: : :``, and
``[a: : :``) it goes down with each level, by some 1.4 KiB of the stack, and the process with it.
Which signs open a level only a parser can tell, so none is asked: what holds few of them is not
deep, anything else has room for as many levels as :data:`~storyweft.sources.files.MAX_FRONT_MATTER`
has pairs of characters (180 MiB, of which only what is used is taken).
"""

import threading

import yaml12

#: How deep lists and mappings may be nested.
MAX_DEPTH = 100

# As many levels fit into the smallest stack, that of a thread on macOS (512 KiB).
_SHALLOW = 400
_STACK = 512 * 1024 * 1024


def parse_nested(text: str) -> object:
    """Parse a text of up to 512 KiB as :func:`yaml12.parse_yaml` does.

    :raises ValueError: if it is no YAML.
    :raises MemoryError: if there is no room for the stack.
    """
    if sum(map(text.count, "-?:[{")) <= _SHALLOW:
        return yaml12.parse_yaml(text)
    results: list[object] = []

    def parse() -> None:
        try:
            results.append(yaml12.parse_yaml(text))
        except ValueError as error:
            results.append(error)

    before = threading.stack_size(_STACK)
    try:
        thread = threading.Thread(target=parse)
        thread.start()
    except RuntimeError:
        raise MemoryError from None
    finally:
        threading.stack_size(before)
    thread.join()
    (result,) = results
    if isinstance(result, ValueError):
        raise result
    return result
