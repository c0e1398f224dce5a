"""Write `exports/` anew from `seeds/`, and the outputs that documentation and notebook show.

`python -m tests.regenerate`, then read the diff: it is what a user will see change.
"""

from pathlib import Path

import storyweft
from tests import documentation, notebook

ROOT = Path(__file__).parent.parent


def main() -> None:
    storyweft.write(storyweft.build(ROOT / "seeds"), ROOT / "exports", title="Seeds")
    documentation.main()
    notebook.main()


if __name__ == "__main__":
    main()
