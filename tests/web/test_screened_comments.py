"""What comes in through the public form is screened, and its author sees nothing of it."""

from dataclasses import replace

import pytest

from models import Comment
from moderation.domain.screening import from_json
from tests.conftest import FIXED_ANSWER
from tests.visitor import Visitor


@pytest.fixture
def send(app, article):
    """A comment from an address, through the form."""

    def submit(address="127.0.0.1", **typed):
        words = {"full_name": "Cô Tám", "title": "Vỉa hè", "captcha_answer": FIXED_ANSWER}
        page = Visitor(app, address).open(f"/bai-viet/{article.slug}")
        answer = page.send("/bai-viet/", **{**words, **typed})
        assert answer.status == 303, answer.words
        return answer

    return submit


def kept(session):
    return session.query(Comment).order_by(Comment.id).populate_existing().all()


def words_of(answer):
    receipt = answer.location.rpartition("/")[2]
    return answer.follow().words.replace(receipt, "")


def test_a_held_comment_has_the_receipt_of_one_that_waits(send, session):
    polite = send("127.0.0.2", content="Xin mở rộng vỉa hè.")
    rude = send("127.0.0.3", content="Xin mở rộng vỉa hè, đồ lồn.")

    held = kept(session)[1]
    told = words_of(rude).replace(", đồ lồn.", ".").replace("còn 1 bình luận khác", "")
    assert (held.state, held.hold_code) == ("held", "insult_sure")
    assert "Chờ duyệt" in told
    assert "Tạm giữ" not in told
    assert "xúc phạm" not in told
    assert words_of(polite)[:40] == told[:40]


def test_a_flood_from_one_address_is_held_and_others_are_not(send, session):
    for number in range(20):
        send(
            "127.0.0.9", content=f"Câu chuyện thứ {number}: {'la ' * number}", title=f"Số {number}"
        )
    send("127.0.0.8", content="Một chuyện khác hẳn.", title="Khác")

    made = kept(session)
    assert [comment.state for comment in made[:19]] == ["pending"] * 19
    assert (made[19].state, made[19].hold_code) == ("held", "flood_address")
    assert made[20].state == "pending"


def test_the_address_itself_is_kept_nowhere(send, session):
    send("127.7.7.7", content="Một câu.")
    send("127.7.7.7", content="Câu thứ hai khác hẳn.")
    send("127.7.7.6", content="Câu thứ ba.")

    keys = [comment.address_key for comment in kept(session)]
    assert keys[0] == keys[1] != keys[2]
    assert {len(key) for key in keys} == {64}
    assert "127.7" not in "".join(keys)


def test_one_text_from_many_addresses_is_held_as_a_repeat(send, session):
    for number in range(4):
        send(f"127.0.1.{number}", content="Đề nghị giữ lại hàng cây trên phố này cho bóng mát.")

    made = kept(session)
    assert [comment.state for comment in made] == ["pending"] * 3 + ["held"]
    assert {each.code for each in from_json(made[3].findings)} >= {"repeat"}


class Stern:
    def score(self, title, content):
        return 0.99


def test_a_scorer_that_the_office_brings_is_asked(app, send, session, monkeypatch):
    tools = replace(app.extensions["toolbox"], scorer=Stern())
    monkeypatch.setitem(app.extensions, "toolbox", tools)

    send(content="Xin mở rộng vỉa hè.")

    assert kept(session)[0].hold_code == "score"
