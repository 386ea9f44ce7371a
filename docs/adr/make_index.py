"""Write docs/adr/README.md from the decisions' first lines; `make adr-index` runs it."""

from pathlib import Path

FOLDER = Path(__file__).parent
HEAD = """# Decisions

What was decided, why, and what it costs. A decision is changed by a new one that names it.
`make adr-index` writes this page.

"""


def index() -> str:
    """The page: one line a decision, in the order of their numbers."""
    decisions = sorted(FOLDER.glob("[0-9]*.md"))
    titles = [path.read_text().partition("\n")[0].removeprefix("# ") for path in decisions]
    return HEAD + "".join(
        f"- [{title}]({path.name})\n" for title, path in zip(titles, decisions, strict=True)
    )


if __name__ == "__main__":
    (FOLDER / "README.md").write_text(index())
