"""Texts that make a regular expression try every pair of positions, so that it is quadratic.

A pattern becomes a machine of states. Two loops of it, or the search for a start and a loop, which
can share out one text in many ways, try them all if what follows fails: Weideman et al., "Analyzing
Matching Time Behavior of Backtracking Regular Expression Matchers by Using Ambiguity of NFA", 2016.

Not exact: assertions about more than one character (they may hold), and repeats with bounds.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

#: A part of a pattern, as the parser of the standard library has it.
_Tree = Any
_Atoms = frozenset[int]

_SAMPLES = (
    "\0 \t\n\r\v\f\x1c\x85\xa0\u2028\u3000aZfgx09_-.,:;/\\'\"`<>()[]{}!#%&*+=|@~$^?éß٣中\ue000"
)
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
#: How many of the repeats that a pattern asks for, and leaves open, are states.
_LEAST, _MORE = 8, 3
_PUMPS, _ENDS = 2_000, 500  # how many steps are tried for a pump, and for what makes it fail

#: Whether one may pass between the character before (None: the start) and after (None: the end).
Guard = Callable[[str | None, str | None], bool]


class Attack(NamedTuple):
    """A text that is tried in many ways: ``prefix + pump * n + suffix``."""

    prefix: str
    pump: str
    suffix: str


@dataclass
class _State:
    steps: list[tuple[Guard, int]] = field(default_factory=list)
    reads: list[tuple[frozenset[str], int]] = field(default_factory=list)
    #: The atomic groups that it stands in: what they have matched, they never give back.
    atoms: _Atoms = frozenset()


def _pass(_before: str | None, _after: str | None) -> bool:
    return True


_always: Guard = _pass


def find_attack(pattern: re.Pattern[str] | re.Pattern[bytes], method: str) -> Attack | None:
    """Return what makes a pattern quadratic if that method of it is called, or None."""
    return _Machine(pattern, method).attack()


class _Machine:
    def __init__(self, pattern: re.Pattern[str] | re.Pattern[bytes], method: str) -> None:
        text = pattern.pattern
        flags = pattern.flags & ~re.UNICODE
        if isinstance(text, bytes):
            text, flags = text.decode("latin-1"), flags | re.ASCII
        self.whole = method == "fullmatch"
        self.states: list[_State] = []
        self.groups: dict[int | None, _Tree] = {}
        tree = _parser.parse(text, flags)
        self.alphabet = sorted({*_SAMPLES, *_literals(tree)})
        self.start = self._new(frozenset())
        self.end = self._compile(tree, self.start, flags, frozenset())
        self.search: int | None = None
        if method not in ("match", "fullmatch"):
            self.search = self._new(frozenset())
            self._link(self.search, self.start)
            self.states[self.search].reads.append((frozenset(self.alphabet), self.search))
        self._merge_alphabet()
        self.step = cache(self._step)
        self.ends = cache(self._ends)

    # From the tree of a pattern to states.

    def _new(self, atoms: _Atoms) -> int:
        self.states.append(_State(atoms=atoms))
        return len(self.states) - 1

    def _link(self, one: int, other: int, guard: Guard = _always) -> int:
        self.states[one].steps.append((guard, other))
        return other

    def _compile(self, tree: _Tree, state: int, flags: int, atoms: _Atoms) -> int:
        for part in tree:
            state = self._compile_one(part, state, flags, atoms)
        return state

    def _compile_one(self, part: _Tree, state: int, flags: int, atoms: _Atoms) -> int:
        operation, argument = part
        if operation is codes.SUBPATTERN:
            self.groups[argument[0]] = argument[3]
        if (chars := self._chars(part, flags)) is not None:
            target = self._new(atoms)
            self.states[state].reads.append((chars, target))
            return target
        if operation in _REPEATS:
            return self._repeat(part, state, flags, atoms)
        match operation:
            case codes.AT | codes.ASSERT | codes.ASSERT_NOT:
                return self._link(state, self._new(atoms), self._beside(part, flags))
            case codes.SUBPATTERN:
                _, more, less, inner = argument
                return self._compile(inner, state, (flags | more) & ~less, atoms)
            case codes.GROUPREF:  # what such a group may match
                return self._compile(self.groups[argument], state, flags, atoms)
            case codes.BRANCH | codes.GROUPREF_EXISTS:
                end = self._new(atoms)
                for branch in argument[1] if operation is codes.BRANCH else argument[1:]:
                    self._link(self._compile(branch or (), state, flags, atoms), end)
                return end
            case codes.ATOMIC_GROUP:  # of one repeat
                part = codes.POSSESSIVE_REPEAT, argument[0][1]
                return self._repeat(part, state, flags, atoms)
        raise NotImplementedError(operation)

    def _repeat(self, part: _Tree, state: int, flags: int, atoms: _Atoms) -> int:
        operation, (least, most, body) = part
        outside, leave = atoms, _always
        if operation is codes.POSSESSIVE_REPEAT:
            atoms |= {len(self.states)}
            chars = self._chars(body[0], flags) if len(body) == 1 else None
            if chars is not None and most is codes.MAXREPEAT:
                leave = _beside_one(chars, before=False, is_so=False)
        for _ in range(min(least, _LEAST)):
            state = self._compile(body, state, flags, atoms)
        end = self._new(outside)
        if most is codes.MAXREPEAT:
            loop = self._link(state, self._new(atoms))
            self._link(self._compile(body, loop, flags, atoms), loop)
            return self._link(loop, end, leave)
        self._link(state, end)
        for _ in range(min(most - least, _MORE)):
            state = self._compile(body, state, flags, atoms)
            self._link(state, end)
        return end

    def _chars(self, part: _Tree, flags: int) -> frozenset[str] | None:
        """Return which of the alphabet a part of a pattern may be; None if it is no character."""
        operation, argument = part
        if operation is codes.SUBPATTERN and len(argument[3]) == 1:
            return self._chars(argument[3][0], (flags | argument[1]) & ~argument[2])
        if operation is codes.BRANCH:
            sets = [self._chars(branch[0], flags) for branch in argument[1] if len(branch) == 1]
            known = [chars for chars in sets if chars is not None]
            return frozenset[str]().union(*known) if len(known) == len(argument[1]) else None
        if operation not in (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN):
            return None
        items = argument if operation is codes.IN else [part]
        return frozenset(char for char in self.alphabet if _is_in(char, items, flags))

    def _beside(self, part: _Tree, flags: int) -> Guard:
        """Return what an assertion says of the character beside it, as far as that is certain."""
        if part[0] is codes.AT:
            return _at(part[1], flags)
        is_so, (direction, tree) = part[0] is codes.ASSERT, part[1]
        is_branch = len(tree) == 1 and tree[0][0] is codes.BRANCH
        chars: set[str | None] = set()
        for branch in tree[0][1][1] if is_branch else [tree]:
            if len(branch) == 0:
                return _always
            operation, argument = nearest = branch[-1 if direction < 0 else 0]
            if operation is codes.AT and len(branch) == 1:
                guard = _at(argument, flags)
                for char in (None, *self.alphabet):
                    if guard(char, "a") if direction < 0 else guard("a", char):
                        chars.add(char)
                continue
            if operation in _REPEATS and argument[0] > 0 and len(argument[2]) == 1:
                nearest = argument[2][0]
            one = self._chars(nearest, flags)
            if one is not None and (is_so or len(branch) == 1):
                chars |= one
            elif is_so:
                return _always
        return _beside_one(frozenset(chars), before=direction < 0, is_so=is_so)

    def _merge_alphabet(self) -> None:
        """Keep one of the characters that no state tells apart."""
        sets = [chars for state in self.states for chars, _ in state.reads]
        guards = [
            guard for state in self.states for guard, _ in state.steps if guard is not _always
        ]
        kinds: dict[object, str] = {}
        for char in self.alphabet:
            marks = (
                *(char in chars for chars in sets),
                *(guard(char, other) for guard in guards for other in (None, "a", "-", "\n")),
                *(guard(other, char) for guard in guards for other in (None, "a", "-", "\n")),
            )
            kinds.setdefault(marks, char)
        self.alphabet = list(kinds.values())
        # Whether it matters what stands before.
        self.looks_back = any(
            len({guard(before, after) for before in self.alphabet}) > 1
            for guard in guards
            for after in (None, *self.alphabet)
        )

    # Steps from state to state.

    def _closure(self, state: int, before: str | None, after: str | None) -> set[int]:
        seen, todo = {state}, [state]
        while todo:
            for guard, target in self.states[todo.pop()].steps:
                if target not in seen and guard(before, after):
                    seen.add(target)
                    todo.append(target)
        return seen

    def _step(self, state: int, before: str | None, char: str) -> _Atoms:
        return frozenset(
            target
            for one in self._closure(state, before, char)
            for chars, target in self.states[one].reads
            if char in chars
        )

    def _ends(self, state: int, before: str | None, after: str | None) -> bool:
        """Return whether the pattern has matched, whatever comes."""
        if self.whole and after is not None:
            return False
        return self.end in self._closure(state, before, after)

    def _matches(self, states: _Atoms, char: str) -> bool:
        return any(
            all(self.ends(s, char, after) for after in [*self.alphabet, None]) for s in states
        )

    # Ambiguity.

    def attack(self) -> Attack | None:
        after = {state: self._reachable(state) for state in range(len(self.states))}
        prefixes = self._prefixes()
        loops = [state for state in prefixes if state in after[state]]
        for one, other in product(loops, loops):
            if one == other or other not in after[one] or one in after[other]:
                continue
            if self.states[one].atoms - self.states[other].atoms:
                continue
            for pump in self._pumps(one, other, after):
                suffix = self._failing(one, prefixes[one], pump)
                if suffix is not None:
                    return Attack(prefixes[one], pump, suffix)
        return None

    def _reachable(self, state: int) -> set[int]:
        """Return the states that can be reached by reading something."""
        read: set[int] = set()
        seen, todo = {state}, [state]
        while todo:
            one = self.states[todo.pop()]
            read.update(target for _, target in one.reads)
            fresh = {target for _, target in (*one.reads, *one.steps)} - seen
            seen |= fresh
            todo += fresh
        return read

    def _pumps(self, one: int, other: int, after: dict[int, set[int]]) -> Iterator[str]:
        """Yield texts that lead from one to itself and to the other, and from that to itself."""
        for last in self.alphabet if self.looks_back else self.alphabet[:1]:
            first = (one, one, other, last)
            seen: dict[tuple[int, int, int, str], str] = {first: ""}
            todo = deque([first])
            while todo and len(seen) < _PUMPS:
                now = todo.popleft()
                for char in self.alphabet:
                    steps = [self.step(state, now[3], char) for state in now[:3]]
                    if not all(steps) or any(self._matches(s, char) for s in steps):
                        continue
                    ones = [s for s in steps[0] if s == one or one in after[s]]
                    middles = [s for s in steps[1] if s == other or other in after[s]]
                    others = [s for s in steps[2] if s == other or other in after[s]]
                    for a, b, c in product(ones, middles, others):
                        then = (a, b, c, char if self.looks_back else last)
                        if then == (one, other, other, last):
                            yield seen[now] + char
                            todo.clear()
                            break
                        if then not in seen:
                            seen[then] = seen[now] + char
                            todo.append(then)

    def _failing(self, one: int, prefix: str, pump: str) -> str | None:
        """Return what makes all fail after a text that is pumped, or None if something matches."""
        states, before = frozenset({self.start if self.search is None else self.search}), None
        for char in prefix + 3 * pump:
            if any(self.ends(state, before, char) for state in states):
                return None
            states = frozenset().union(*(self.step(state, before, char) for state in states))
            before = char
        first = states - {one, self.search}, before
        seen = {first: ""}
        todo = deque([first])
        while todo and len(seen) < _ENDS:
            states, before = todo.popleft()
            text = seen[states, before]
            if not any(self.ends(state, before, None) for state in states):
                return text
            for char in self.alphabet:
                if not any(self.ends(state, before, char) for state in states):
                    steps = (self.step(state, before, char) for state in states)
                    then = frozenset().union(*steps), char
                    if then not in seen:
                        seen[then] = text + char
                        todo.append(then)
        return None

    def _prefixes(self) -> dict[int, str]:
        """Return the states that something leads to, each with a text that does."""
        texts = {} if self.search is None else {self.search: ""}
        seen: dict[tuple[int, str | None], str] = {(self.start, None): ""}
        todo = deque(seen)
        while todo:
            now = state, before = todo.popleft()
            texts.setdefault(state, seen[now])
            for char in self.alphabet:
                for target in self.step(state, before, char):
                    if (target, char) not in seen:
                        seen[target, char] = seen[now] + char
                        todo.append((target, char))
        return texts


def _literals(tree: _Tree) -> Iterator[str]:
    """Yield every character that stands in a pattern, and its neighbours where a range ends."""
    match tree:
        case (codes.LITERAL | codes.NOT_LITERAL, number):
            yield chr(number)
        case (codes.RANGE, ends):
            yield from map(chr, ends)
        case _parser.SubPattern() | tuple() | list():
            for part in tree:
                yield from _literals(part)


def _is_in(char: str, items: list[Any], flags: int) -> bool:
    inside = negated = False
    for kind, value in items:
        if kind is codes.NEGATE:
            negated = True
        elif kind is codes.NOT_LITERAL:
            inside |= not _is_in(char, [(codes.LITERAL, value)], flags)
        elif kind is codes.ANY:
            inside |= bool(flags & re.DOTALL) or char != "\n"
        elif kind is codes.CATEGORY:
            inside |= _is_of(char, value, flags)
        else:
            low, high = value if kind is codes.RANGE else (value, value)
            chars = {char, char.lower(), char.upper()} if flags & re.IGNORECASE else {char}
            inside |= any(len(c) == 1 and low <= ord(c) <= high for c in chars)
    return inside is not negated


_CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}


def _is_of(char: str, category: _Tree, flags: int) -> bool:
    return re.match(_CATEGORIES[category], char, flags & re.ASCII) is not None


def _beside_one(chars: frozenset[str | None], *, before: bool, is_so: bool) -> Guard:
    return lambda one, other: ((one if before else other) in chars) is is_so


def _at(kind: _Tree, flags: int) -> Guard:
    lines = bool(flags & re.MULTILINE)
    if kind is codes.AT_BEGINNING_STRING or (kind is codes.AT_BEGINNING and not lines):
        return lambda before, _: before is None
    if kind is codes.AT_BEGINNING:
        return lambda before, _: before in (None, "\n")
    if kind is codes.AT_END_STRING:
        return lambda _, after: after is None
    if kind is codes.AT_END:
        return lambda _, after: after in (None, "\n")

    def at_boundary(before: str | None, after: str | None) -> bool:
        sides = [c is not None and _is_of(c, codes.CATEGORY_WORD, flags) for c in (before, after)]
        return (sides[0] != sides[1]) is (kind is codes.AT_BOUNDARY)

    return at_boundary
