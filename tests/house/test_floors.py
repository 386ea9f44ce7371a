"""Imports go down only; what belongs to a request stays on the top floor."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = [
    ("app", 6),
    ("moderation.web", 5),
    ("moderation.cli", 5),
    ("moderation.jobs", 4),
    ("moderation.services", 3),
    ("moderation.queries", 2),
    ("moderation.adapters", 2),
    ("moderation.extensions", 2),
    ("models", 1),
    ("moderation.tables", 1),
    ("moderation.domain", 0),
    ("moderation", 0),
]
ROOMS = {"public", "staff", "agency", "accounts", "health"}
#: Services may import services to their left only.
NOUNS = [
    "versions",
    "audit",
    "outbox",
    "messages",
    "mail_templates",
    "job_runs",
    "staff_news",
    "counters",
    "standard_texts",
    "edited_words",
    "word_lists",
    "issue_words",
    "routing_rules",
    "captchas",
    "submissions",
    "staff",
    "articles",
    "comments",
    "undoing",
    "screening",
    "claims",
    "redactions",
    "opinions",
    "replies",
    "appeals",
    "reader_reports",
    "aftermath",
    "decisions",
    "bulk",
    "readings",
    "takedowns",
    "withdrawals",
    "sealing",
    "agencies",
    "office",
    "attachments",
    "publications",
    "drafts",
    "follows",
    "complaints",
    "opening",
    "assignments",
    "links",
    "case_words",
    "cases",
    "pauses",
    "extensions",
    "duty",
    "chases",
    "recounting",
    "merging",
    "verdicts",
    "splitting",
    "case_sealing",
    "rooms",
    "reply_drafts",
    "approvals",
    "contractors",
    "notes",
    "reply_texts",
    "case_bulk",
    "party_opinions",
    "saved_filters",
    "complaint_sealing",
    "sealed_steps",
    "complaint_withdrawals",
    "conversions",
    "complaint_exports",
    "complaint_imports",
]
REQUEST_BOUND = {"request", "current_app", "g", "session", "current_user"}


def modules() -> dict[str, ast.Module]:
    files = [ROOT / "app.py", ROOT / "models.py", *(ROOT / "moderation").rglob("*.py")]
    return {_name(file): ast.parse(file.read_text()) for file in files}


def _name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def floor_of(module: str) -> int | None:
    return next(
        (floor for prefix, floor in FLOORS if module == prefix or module.startswith(prefix + ".")),
        None,
    )


def imports_of(tree: ast.Module) -> list[str]:
    """Every module named by an import, `from x import y` as both x and x.y."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


MODULES = modules()


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_go_down_only(module):
    higher = [
        name
        for name in imports_of(MODULES[module])
        if (floor := floor_of(name)) is not None and floor > floor_of(module)
    ]

    assert higher == []


@pytest.mark.parametrize("module", sorted(name for name in MODULES if floor_of(name) == 0))
def test_the_domain_needs_the_standard_library_only(module):
    import sys

    tops = {name.partition(".")[0] for name in imports_of(MODULES[module])}
    assert tops <= sys.stdlib_module_names | {"moderation"}


@pytest.mark.parametrize("module", sorted(name for name in MODULES if floor_of(name) < 5))
def test_nothing_below_the_top_floor_knows_the_request(module):
    bound = [
        alias.name
        for node in ast.walk(MODULES[module])
        if isinstance(node, ast.ImportFrom) and node.module in ("flask", "flask_login")
        for alias in node.names
        if alias.name in REQUEST_BOUND
    ]

    assert bound == []


@pytest.mark.parametrize(
    "module", sorted(name for name in MODULES if name.startswith("moderation.web."))
)
def test_rooms_never_import_each_other(module):
    own = module.split(".")[2]
    others = {
        name.split(".")[2]
        for name in imports_of(MODULES[module])
        if name.startswith("moderation.web.") and name.split(".")[2] in ROOMS - {own}
    }

    assert others == set()


def test_services_import_only_services_of_lower_nouns():
    named = {name.rpartition(".")[2] for name in MODULES if name.startswith("moderation.services.")}
    assert named == set(NOUNS)
    for noun in NOUNS:
        used = {
            name.split(".")[2]
            for name in imports_of(MODULES[f"moderation.services.{noun}"])
            if name.startswith("moderation.services.")
        }
        assert {other for other in used if NOUNS.index(other) >= NOUNS.index(noun)} == set(), noun


def _calls(module: str, method: str) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == method
        for node in ast.walk(MODULES[module])
    )


@pytest.mark.parametrize("module", sorted(name for name in MODULES if floor_of(name) in (2, 3)))
def test_services_flush_and_queries_do_not_even_that(module):
    assert not _calls(module, "commit")
    if module.startswith("moderation.queries"):
        assert not any(_calls(module, method) for method in ("add", "flush", "delete"))


@pytest.mark.parametrize("module", sorted(MODULES))
def test_no_environment_is_read_at_import(module):
    reads = [
        node
        for statement in MODULES[module].body
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef)
        for node in ast.walk(statement)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    ]

    assert reads == []


def test_nobody_imports_the_factory():
    assert [name for name, tree in MODULES.items() if "app" in imports_of(tree)] == []


#: Names of moments in the zone of the house or of a file, and of what has no zone.
LOCAL = {"local", "published_at", "newest", "value"}


def test_the_day_of_a_moment_is_the_local_one():
    """In UTC it is yesterday until seven in the morning."""
    wrong = []
    for name, tree in MODULES.items():
        calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
        days = (
            call.value for call in calls if isinstance(call, ast.Attribute) and call.attr == "date"
        )
        wrong += [f"{name}: {ast.unparse(taken)}" for taken in days if not _is_local(taken)]

    assert wrong == []


def _is_local(taken: ast.expr) -> bool:
    if isinstance(taken, ast.Call) and isinstance(taken.func, ast.Attribute):
        return taken.func.attr in ("astimezone", "_local")
    return ast.unparse(taken).split(".")[-1] in LOCAL
