from dataclasses import replace

import pytest

from app import create_app
from models import Article, Comment, Event, Staff
from moderation.cli import serve
from moderation.cli.workshop import workshop_for
from moderation.domain.comment_states import CommentState
from moderation.domain.permissions import Role
from moderation.services import counters
from tests import factories
from tests.conftest import close, rows, settings_for

PAGE = "Sửa vòi nước (16:10 22/11/2026)\n\nDẫn.\n\nĐoạn.\n\nQuang Huy\n\nCác bài mới đăng\n"


@pytest.fixture
def run(app, session):
    def invoke(*words, **more):
        return app.test_cli_runner().invoke(args=list(words), **more)

    return invoke


def add(
    run,
    email="thu@example.org",
    role="moderator",
    password="mat khau dai",
    *more,
    name="Minh Thu",
):
    return run(
        "staff",
        "add",
        email,
        "--name",
        name,
        "--role",
        role,
        "--password-stdin",
        *more,
        input=password + "\n",
    )


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("moderator", Role.MODERATOR),
        ("editor-moderator", Role.MODERATOR),
        ("Propaganda-Officer", Role.PROPAGANDA_OFFICER),
        ("confidential_officer", Role.CONFIDENTIAL_OFFICER),
        ("administrator", Role.ADMINISTRATOR),
    ],
)
def test_staff_are_added_with_a_role(run, session, written, role):
    result = add(run, role=written)

    assert result.exit_code == 0, result.output
    assert session.query(Staff).one().role is role


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"password": "ngan"}, "10 to 200"),
        ({"role": "king"}, "is none of moderator"),
        ({"email": "THU@example.org"}, "has an account already"),
        ({"email": "thu"}, "'thu' is no mail address"),
        ({"email": "thu@example.org\nx"}, "is no mail address"),
        ({"name": " \u200b"}, "a name has 1 to 120 characters"),
        ({"name": "x" * 121}, "a name has 1 to 120 characters"),
    ],
)
def test_what_cannot_be_added_is_explained(run, session, more, says):
    if "THU@example.org" in more.values():
        add(run)

    result = add(run, **more)

    assert result.exit_code != 0
    assert says in result.output


def test_no_role_of_this_version_belongs_to_an_agency(run):
    result = add(run, "thu@example.org", "moderator", "mat khau dai", "--agency", "SXD")

    assert result.exit_code == 1
    assert "no agency" in result.output


def change(run, command, *more, password="mat khau moi dai"):
    return run("staff", command, "thu@example.org", *more, input=password + "\n")


def test_the_command_line_makes_a_confidential_officer_with_a_password_of_their_own(run, session):
    add(run)
    before = session.query(Staff).one().password_hash

    refused = change(run, "set-role", "--role", "confidential-officer")
    result = change(run, "set-role", "--role", "confidential-officer", "--password-stdin")

    session.expire_all()
    person = session.query(Staff).one()
    assert (refused.exit_code, "--password-stdin" in refused.output) == (1, True)
    assert (result.exit_code, person.role) == (0, Role.CONFIDENTIAL_OFFICER)
    assert person.password_hash != before


def test_the_command_line_sets_passwords_and_locks_and_unlocks(run, session):
    add(run, role="confidential-officer")
    before = session.query(Staff).one().password_hash

    results = [
        change(run, "set-password", "--password-stdin"),
        change(run, "lock"),
        change(run, "unlock"),
        change(run, "lock"),
    ]

    session.expire_all()
    person = session.query(Staff).one()
    events = [event.action for event in session.query(Event).order_by(Event.id)]
    assert [result.exit_code for result in results] == [0, 0, 0, 0]
    assert (person.password_hash != before, person.is_active) == (True, False)
    assert events == ["add", "set_password", "deactivate", "activate", "deactivate"]


@pytest.mark.parametrize("command", ["set-password", "set-role", "lock", "unlock"])
def test_nobody_with_that_address_is_explained(run, command):
    more = {"set-password": ["--password-stdin"], "set-role": ["--role", "moderator"]}

    result = change(run, command, *more.get(command, []))

    assert (result.exit_code, "has no account" in result.output) == (1, True)


def test_a_short_password_is_explained_at_the_command_line_too(run, session):
    add(run)

    result = change(run, "set-password", "--password-stdin", password="ngan")

    assert (result.exit_code, "10 to 200" in result.output) == (1, True)


def test_articles_are_imported_and_imported_again(run, session, tmp_path):
    path = tmp_path / "tin.txt"
    path.write_text(PAGE)

    outputs = [run("articles", "import", str(path)).output for _ in range(2)]

    assert ["new" in outputs[0], "unchanged" in outputs[1]] == [True, True]
    assert "/bai-viet/sua-voi-nuoc" in outputs[0]
    assert session.query(Article).one().byline == "Quang Huy"


def test_one_bad_file_is_explained_and_the_others_come_in(run, session, tmp_path):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(PAGE)
    bad.write_text("không phải bài")

    result = run("articles", "import", str(bad), str(good), str(tmp_path / "none.txt"))

    assert result.exit_code == 1
    assert "bad.txt: the first line" in result.output
    assert "none.txt: can't be read" in result.output
    assert session.query(Article).count() == 1


def test_a_date_that_cannot_be_is_explained(run, session, tmp_path):
    path = tmp_path / "old.md"
    path.write_text("---\ntitle: x\ndate: 0001-01-01\n---\ny\n")

    result = run("articles", "import", str(path))

    assert result.exit_code == 1
    assert result.output == f"{path}: the date 0001-01-01 is before 1900\n"


def test_counting_prints_one_number(run, session, article):
    factories.comment(session, article, content="Nên làm cống trước.")
    factories.comment(session, article, content="Đèn đường.")

    assert run("comments", "count", "--contains", "cống").output == "1\n"
    assert run("comments", "count").output == "2\n"


def test_a_decomposed_text_is_found_too(run, session, article):
    import unicodedata

    factories.comment(session, article, content="Nên làm cống trước.")

    assert (
        run("comments", "count", "--contains", unicodedata.normalize("NFD", "cống")).output == "1\n"
    )


def test_demo_content_is_in_every_state_with_true_histories(run, session):
    result = run("demo", "seed")

    found = dict(rows(session, "SELECT state, count(*) FROM comment GROUP BY state"))
    assert result.exit_code == 0, result.output
    assert set(found) == {state.value for state in CommentState}
    assert sum(found.values()) == 68
    assert session.query(Article).count() == 6
    assert counters.wrong_counters(session) == []
    assert session.query(Event).filter_by(subject="comment", action="submit").count() == 68
    assert session.query(Staff).count() == len(Role) + 2  # officers of three agencies
    assert {person.role for person in session.query(Staff)} == set(Role)


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_no_answer_of_the_demo_is_older_than_what_it_answers(run, session, seed):
    run("demo", "seed", "--comments", "200", "--seed", seed)

    answers = rows(
        session,
        "SELECT answer.submitted_at, parent.published_at FROM comment AS answer"
        " JOIN comment AS parent ON parent.id = answer.parent_id"
        " UNION ALL SELECT reply.published_at, comment.published_at FROM official_reply AS reply"
        " JOIN comment ON comment.id = reply.comment_id",
    )
    assert len(answers) > 10
    assert not [pair for pair in answers if pair[0] <= pair[1]]


def test_no_article_of_the_demo_is_signed_by_somebody_who_writes_none(run, session):
    from moderation.domain.permissions import Permission, allows

    run("demo", "seed")

    writers = {p.name for p in session.query(Staff) if allows(p.role, Permission.WRITE_ARTICLES)}
    assert {article.byline for article in session.query(Article)} <= writers


def test_the_same_seed_makes_the_same_content(run, session):
    def content():
        return [(row.title, row.state) for row in session.query(Comment).order_by(Comment.id)]

    run("demo", "seed", "--comments", "20", "--seed", "7")
    first = content()
    run("demo", "seed", "--comments", "20", "--seed", "7")

    assert content()[20:] == first


@pytest.mark.parametrize(("articles", "comments"), [(1, 12), (8, 200), (3, 0)])
def test_a_demo_can_be_small_or_large(run, session, articles, comments):
    result = run("demo", "seed", "--articles", str(articles), "--comments", str(comments))

    assert result.exit_code == 0, result.output
    assert (session.query(Article).count(), session.query(Comment).count()) == (articles, comments)
    assert counters.wrong_counters(session) == []


def test_demo_content_has_no_place_in_production(app, run, monkeypatch, session):
    tools = app.extensions["toolbox"]
    monkeypatch.setitem(
        app.extensions,
        "toolbox",
        replace(tools, settings=replace(tools.settings, env="production")),
    )

    result = run("demo", "seed")

    assert result.exit_code == 1
    assert session.query(Article).count() == 0


def test_a_house_in_order_passes_its_check(run, session, article, monkeypatch):
    monkeypatch.delenv("PORTAL_INSTANCE", raising=False)
    result = run("check")

    assert (result.exit_code, result.output) == (
        0,
        "settings, database, schema and counters are in order\n",
    )


def test_a_check_names_what_is_wrong(app, run, session, article, monkeypatch):
    monkeypatch.setenv("PORTAL_SITENAME", "x")
    tools = app.extensions["toolbox"]
    monkeypatch.setitem(
        app.extensions,
        "toolbox",
        replace(tools, settings=replace(tools.settings, env="production")),
    )
    counters.shift(session, {CommentState.SPAM: 2})
    session.commit()

    result = run("check")

    assert result.exit_code == 1
    wrong = ("PORTAL_SITENAME", "https", "PORTAL_SMTP_URL", "counters: spam")
    assert [word in result.output for word in wrong] == [True] * 4
    run("comments", "recount")
    assert "counters" not in run("check").output


def test_a_check_notices_missing_migrations(run, monkeypatch):
    monkeypatch.setattr("moderation.adapters.schema.is_at_head", lambda _connection: False)

    assert "migrations are missing" in run("check").output


@pytest.mark.parametrize(
    ("env", "given", "links"),
    [
        ("development", "", "http://127.0.0.1:8300"),
        ("development", "http://127.0.0.1:9999", "http://127.0.0.1:8000"),
        ("production", "", "http://127.0.0.1:8000"),
    ],
)
def test_links_in_mails_lead_to_what_development_serves(app, monkeypatch, env, given, links):
    tools = app.extensions["toolbox"]
    kept = replace(tools, settings=replace(tools.settings, env=env))
    monkeypatch.setitem(app.extensions, "toolbox", kept)
    monkeypatch.setenv("PORTAL_BASE_URL", given)

    with app.app_context():
        serve._link_to(app, "http://127.0.0.1:8300")

    assert workshop_for(app).post.base_url == links


def test_what_waits_to_be_told_is_printed(run, session):
    assert run("jobs", "status").output.splitlines()[:6] == [
        "waiting: 0",
        "being sent: 0",
        "finished in 24 hours: 0",
        "failing: 0",
        "given up: 0",
        "tasks handed out: 0",
    ]


def test_the_demo_is_made_once_and_its_logins_are_told_every_time(app, run, session, capsys):
    from moderation.cli.demo import fill_if_empty

    with app.app_context():
        for _ in range(2):
            fill_if_empty()

    assert session.query(Article).count() == 6
    assert capsys.readouterr().out.count("demo login") == 2 * (len(Role) + 2)


@pytest.fixture
def new_house(tmp_path):
    """Commands of an installation whose database has no tables yet."""
    app = create_app(settings_for(tmp_path))
    yield lambda words: app.test_cli_runner().invoke(args=words.split(), input="mat khau dai\n")
    close(app)


@pytest.mark.parametrize(
    "words",
    [
        "articles import moderation/data/demo/articles/3-bep-an.md",
        "comments count",
        "comments recount",
        "jobs status",
        "jobs work",
        "staff add ha@example.org --name Hà --role administrator --password-stdin",
    ],
)
def test_a_command_before_the_first_migration_asks_for_it(new_house, words):
    result = new_house(words)

    assert result.exit_code == 1
    assert "no tables yet: run `flask --app app db upgrade`" in result.output


def test_demo_content_migrates_first(new_house):
    result = new_house("demo seed --articles 2 --comments 9 --complaints 0")

    assert result.exit_code == 0, result.output
    assert new_house("comments count").output == "9\n"
