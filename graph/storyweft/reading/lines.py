"""On which lines texts stand that come in the order in which a file has them."""

_MISSES = 100


class Lines:
    """Tells the lines of texts in one way through a block: each look starts where the last ended.

    >>> lines = Lines("a: x\\nb: y\\nc: x\\n", 1)
    >>> [lines.of(text) for text in ("x", "y", "x", "x", "z")]
    [2, 3, 4, 0, 0]
    """

    def __init__(self, block: str, lines_before: int) -> None:
        self._block = block
        self._line = 1 + lines_before
        self._end = 0
        self._misses = 0

    def of(self, text: str) -> int:
        """Return the line of a text; 0 if it does not stand so in what is left."""
        if self._misses > _MISSES:  # each is a look through all that is left
            return 0
        start = self._block.find(text, self._end)
        if start == -1:
            self._misses += 1
            return 0
        end = start + len(text)
        line = self._line + self._block.count("\n", self._end, start)
        self._line = line + text.count("\n")
        self._end = end
        return line
