"""What the documents say is true of the code."""

import re
from dataclasses import fields

import pytest
from click import Context

from docs.adr.make_index import index
from moderation.domain.permissions import Role
from moderation.domain.settings import Settings, variable
from moderation.web.labels import role_label
from tests.journeys.server import ROOT

DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
TEXT = {str(path.relative_to(ROOT)): path.read_text() for path in DOCUMENTS}


def commands() -> list[tuple[str, str]]:
    """Every line of every `sh` block, with the document it stands in."""
    blocks = (
        (name, block)
        for name, text in TEXT.items()
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    )
    return [(name, line) for name, block in blocks for line in block.splitlines() if line.strip()]


def test_the_main_documents_are_there():
    wanted = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/operations.md"}

    assert wanted <= set(TEXT)
    assert len(commands()) > 8


@pytest.mark.parametrize(("name", "line"), commands())
def test_every_command_exists(app, name, line):
    words = re.sub(r"^(?:\S+ \| |PORTAL_\w+=\S+ )+", "", line).split()
    if words[0] == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert words[1] in targets
    elif words[0].endswith("flask"):
        assert _flask_knows(app, words[words.index("--app") + 2 :]), line
    elif words[0] == ".venv/bin/gunicorn":
        assert words[1:] == ["'app:create_app()'"]
    else:
        assert words[0] in ("git", "cd", ".ci/run"), f"{name}: {line}"


def _flask_knows(app, words: list[str]) -> bool:
    """Whether the words lead to a command, and every option among them is one of its own."""
    command = app.cli
    while words and hasattr(command, "commands"):
        command = command.get_command(Context(command), words.pop(0))
    known = {option for parameter in command.params for option in parameter.opts}
    known |= {option for parameter in command.params for option in parameter.secondary_opts}
    return {word for word in words if word.startswith("--")} <= known


def test_every_link_leads_somewhere():
    lost = [
        f"{name}: {target}"
        for name, text in TEXT.items()
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
        if not (ROOT / name).parent.joinpath(target).exists()
    ]

    assert lost == []


def test_every_decision_the_code_cites_exists():
    numbers = {path.name[:4] for path in (ROOT / "docs/adr").glob("[0-9]*.md")}
    cited = {
        number
        for path in (ROOT / "moderation").rglob("*.py")
        for number in re.findall(r"docs/adr/(\d{4})", path.read_text())
    }

    assert cited
    assert cited <= numbers


def test_the_index_of_decisions_is_current():
    assert TEXT["docs/adr/README.md"] == index()


def test_every_setting_is_documented_with_its_meaning():
    row = r"^\| `(PORTAL_\w+)` \| (?:`([^`|]*)` )?\| (.*) \|$"
    rows = re.findall(row, TEXT["docs/operations.md"], re.MULTILINE)

    assert {name: (default, doc) for name, default, doc in rows} == {
        variable(each.name): (_written(each.default), each.metadata["doc"])
        for each in fields(Settings)
    }


def _written(default: object) -> str:
    """A default as one would write it into the variable."""
    if isinstance(default, bool):
        return str(int(default))
    if isinstance(default, tuple) and default and isinstance(default[0], tuple):
        return ",".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in default)
    return ",".join(default) if isinstance(default, tuple) else str(default)


def test_every_role_is_named_where_roles_are_given(app):
    with app.test_request_context():
        said = {role: f'| "{role_label(role)}" |' for role in Role}

    assert [role for role in Role if f"`{role}`" not in TEXT["README.md"]] == []
    assert [role for role in Role if said[role] not in TEXT["docs/guides/quan-tri.md"]] == []


def test_every_package_has_its_reason():
    reasons = TEXT["docs/dependencies.md"]
    names = [
        re.split(r"[=\[]", line)[0]
        for line in (ROOT / "requirements.in").read_text().splitlines()
        if line and not line.startswith("#")
    ]

    assert len(names) > 20
    assert [name for name in names if name not in reasons] == []


def test_the_glossary_has_one_line_for_a_word():
    lines = TEXT["docs/glossary.md"].splitlines()
    words = [line.split("|")[1].strip() for line in lines if line.count("|") > 3]

    assert len(words) > 60
    assert sorted({word for word in words if words.count(word) > 1}) == []
