import csv
import io
from datetime import timedelta

import pytest

from moderation.adapters import csv_files
from moderation.domain.comment_states import CommentAction
from moderation.domain.permissions import Role
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def decided(session, article, moderator):
    other = factories.person(session, name="=Quang Huy")
    for person, action in ((moderator, "approve"), (moderator, "reject"), (other, "mark_spam")):
        comment = factories.comment(session, article, at=NOW - timedelta(hours=30))
        factories.decided(session, comment, CommentAction(action), person, reason_code="duplicate")
    return other


def tiles(page):
    return {
        tile.find(string=True, recursive=False).strip(): tile.find("b").text
        for tile in page.soup.select(".ln-tile")
    }


def test_a_moderator_sees_the_own_figures_only(desk, moderator, decided):
    page = desk(moderator).open(f"/staff/figures?who={decided.id}")

    assert page.status == 200
    assert tiles(page)["Đã quyết định"] == "2"
    assert "Nhận" not in tiles(page)
    assert "Quang Huy" not in page.words
    assert "Theo người" not in page.words


def test_a_chief_editor_sees_everybody_and_can_choose(session, desk, decided):
    chief = desk(factories.person(session, Role.CHIEF_EDITOR, "Thu Hà"))

    page = chief.open("/staff/figures")
    one = chief.open(f"/staff/figures?who={decided.id}")

    assert tiles(page)["Đã quyết định"] == "3"
    assert tiles(page)["Nhận"] == "3"
    assert "Minh Thu" in page.words
    assert "Trùng lặp" in page.words
    assert tiles(one)["Đã quyết định"] == "1"


def test_the_period_and_the_article_are_chosen_in_the_address(session, desk, decided, article):
    chief = desk(factories.person(session, Role.CHIEF_EDITOR))

    past = chief.open("/staff/figures?from=2026-01-01&to=2026-10-01")
    here = chief.open(f"/staff/figures?article={article.id}")

    assert tiles(past)["Đã quyết định"] == "0"
    assert "Theo tháng" in past.words
    assert tiles(here)["Đã quyết định"] == "3"
    assert f"Chỉ bài: {article.title}" in here.words


@pytest.mark.parametrize(
    "asked",
    ["from=soon", "from=2026-11-20&to=2026-11-01", "from=1900-01-01", "article=x", "who=x",
     "article=99999999999999999999", "to="],
)  # fmt: skip
@pytest.mark.parametrize("page", ["figures", "figures.csv"])
def test_what_makes_no_sense_is_said_beside_the_field(desk, administrator, asked, page):
    answer = desk(administrator).open(f"/staff/{page}?{asked}")

    assert answer.status == 422
    assert answer.soup.select_one(".ln-error-summary")


def test_the_table_can_be_downloaded_and_runs_no_formula(session, desk, decided):
    chief = desk(factories.person(session, Role.CHIEF_EDITOR))

    answer = chief.open("/staff/figures.csv")

    raw = answer.response.get_data()
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert answer.response.mimetype == "text/csv"
    assert rows[1][:4] == ["tất cả", "", "3", "3"]
    assert ["người", "'=Quang Huy", "", "1"] in [row[:4] for row in rows]
    assert len([row for row in rows if row[0] == "ngày"]) == 30


def test_numbers_stay_numbers_and_words_that_look_like_formulas_do_not():
    text = csv_files.write([["=1+1", "+a", "-b", "@c", " =d", "\te", -1, None, "x"]])

    assert text.decode("utf-8-sig") == "'=1+1,'+a,'-b,'@c,' =d,'\te,-1,,x\r\n"


def test_the_public_page_tells_the_rules_and_the_figures(visitor, decided, article):
    page = visitor.open("/quy-tac")
    english = visitor.open("/quy-tac?lang=en").follow()

    row = page.soup.select_one(".ln-table tbody tr")
    assert [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])][:3] == [
        "11/2026",
        "3",
        "1",
    ]
    assert "Trùng lặp: 1" in row.get_text(" ", strip=True)
    assert "Phê bình gay gắt mà đúng mực thì đăng." in page.words
    assert "Unreadable" in english.words
    assert "Minh Thu" not in page.words
    assert visitor.open(f"/bai-viet/{article.slug}").soup.select('a[href="/quy-tac"]')


def test_the_public_figures_are_remembered_for_an_hour(session, visitor, article, moderator):
    before = visitor.open("/quy-tac").soup.select_one(".ln-table td").text
    factories.published(session, article, moderator)

    assert visitor.open("/quy-tac").soup.select_one(".ln-table td").text == before
