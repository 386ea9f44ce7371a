"""Filing a complaint without JavaScript: form, draft, photos, preview, thank-you page."""

import re
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from models import Attachment, Complaint, Draft, FormerWard, SealedComplaint, Ward
from moderation.adapters import photos
from moderation.domain.complaint_states import ComplaintState
from tests.conftest import FIXED_ANSWER
from tests.visitor import Page, Visitor

FORM = "/gui-phan-anh"
WORDS = {
    "content": "Cống trước cổng trường tắc ba ngày nay. Gọi tôi số 0900 000 301.",
    "ward": "Phường Hoàn Kiếm",
    "full_name": "Trần Văn Lâm",
    "consent_publish": "y",
}
ACCUSATION = "Tôi tố cáo ông Nguyễn Văn Thử, cán bộ phường, nhận hối lộ 20 triệu đồng."


@pytest.fixture(autouse=True)
def _places(units):
    """Wards and agencies are there."""


def send(citizen, **typed):
    words = {**WORDS, "captcha_answer": FIXED_ANSWER, **typed}
    return citizen.open(FORM).send(FORM, **words)


def filed(session) -> Complaint:
    return session.scalars(select(Complaint).order_by(Complaint.id.desc())).first()


def picture(size=(60, 40)) -> BytesIO:
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, "JPEG")
    file.seek(0)
    return file


def with_photos(page, *files, **typed):
    data = {**page.filled(FORM), **WORDS, **typed}
    data["photos"] = [(content, name) for content, name in files]
    return page.visitor.post(FORM, data)


def test_only_content_and_place_are_needed(citizen, session, units):
    answer = send(citizen, full_name="", consent_publish=None)

    complaint = filed(session)
    assert (answer.status, answer.location) == (303, "/gui-phan-anh/da-gui")
    assert complaint.state is ComplaintState.RECEIVED
    assert complaint.title.startswith("Cống trước cổng trường")
    assert (complaint.consent_contact, complaint.consent_publish) == (False, False)


def test_the_thank_you_page_gives_code_number_and_promise(citizen, session):
    page = send(citizen).follow()

    complaint = filed(session)
    number = re.search(r"\b\d{4} \d{4}\b", page.words)[0]
    assert complaint.code in page.words
    assert number.replace(" ", "") not in page.response.request.url
    assert "bộ phận tiếp nhận đọc" in page.words
    assert page.soup.select_one("svg.ln-qr")
    assert complaint.number_hash not in page.text


def test_the_same_form_again_shows_the_same_code_and_number(citizen, session):
    page = citizen.open(FORM)
    typed = {**WORDS, "captcha_answer": FIXED_ANSWER}

    pages = [page.send(FORM, **typed).follow() for _ in range(2)]

    assert pages[0].words == pages[1].words
    assert session.scalar(select(func.count(Complaint.id))) == 1


def test_an_edited_form_under_the_same_id_is_shown_and_not_dropped(citizen, session):
    page = citizen.open(FORM)
    page.send(FORM, **WORDS, captcha_answer=FIXED_ANSWER)

    answer = page.send(FORM, **{**WORDS, "content": "Chuyện khác."}, captcha_answer=FIXED_ANSWER)

    assert answer.status == 409
    assert filed(session).code in answer.words
    assert answer.soup.find("textarea", {"name": "content"}).text.strip() == "Chuyện khác."


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"content": ""}, "Xin viết vài câu"),
        ({"ward": ""}, "Xin cho biết phường, xã"),
        ({"ward": "Phường Không Có Đâu"}, "Chưa thấy phường, xã nào"),
        ({"ward": "", "ward_code": "unknown"}, "xin cho một địa chỉ"),
        ({"phone": "0900000301"}, "Đánh dấu đồng ý để được liên hệ"),
        ({"phone": "12"}, "Số điện thoại chưa đúng"),
        ({"email": "khong", "consent_contact": "y"}, "e-mail chưa đúng"),
        ({"captcha_answer": "99999"}, "Mã chưa đúng"),
        ({"captcha_answer": ""}, "nhập các chữ số"),
        ({"category": "ZZ"}, "Không có lựa chọn này"),
        ({"content": "a" * 5001}, "nhiều nhất là 5000"),
    ],
)
def test_bad_input_is_explained_and_nothing_typed_is_lost(citizen, session, typed, says):
    answer = send(citizen, **typed)

    assert answer.status == 422
    assert says in answer.words
    kept = typed.get("content", WORDS["content"])
    assert answer.soup.find("textarea", {"name": "content"}).text.strip() == kept
    assert answer.soup.find("input", {"name": "full_name"})["value"] == "Trần Văn Lâm"
    assert filed(session) is None


def test_a_ward_is_found_without_marks_and_by_its_code(citizen, session):
    for typed in ("phuong hoan kiem", "hoàn kiếm", filed_code(session)):
        send(citizen, ward=typed)

    codes = session.scalars(select(Complaint.ward_code)).all()
    assert len(codes) == 3
    assert len(set(codes)) == 1


def filed_code(session) -> str:
    return session.scalars(select(Ward.code).where(Ward.folded == "phuong hoan kiem")).one()


def test_a_former_name_offers_every_ward_that_took_it_over(citizen, session):
    for ward in session.scalars(select(Ward).limit(2)):
        session.add(
            FormerWard(
                district="Quận Cũ",
                name="Phường Tên Cũ",
                folded="phuong ten cu",
                ward_code=ward.code,
                is_whole=False,
            )
        )
    session.commit()

    answer = send(citizen, ward="ten cu")
    choices = [each["value"] for each in answer.soup.select("[data-choices] input")]

    assert answer.status == 422
    assert len(choices) >= 2
    assert answer.send(FORM, ward_code=choices[0]).status == 303
    assert filed(session).ward_code == choices[0]


def test_an_unknown_place_needs_words_that_lead_there(citizen, session):
    answer = send(citizen, ward="", ward_code="unknown", address="gầm cầu vượt, cạnh chợ")

    assert answer.status == 303
    assert (filed(session).ward_code, filed(session).address) == (None, "gầm cầu vượt, cạnh chợ")


def test_the_preview_shows_what_will_be_public_and_sends_it(citizen, session):
    preview = citizen.open(FORM).send(FORM, **WORDS, preview="1").follow()

    shown, hidden = (pane.get_text(" ") for pane in preview.soup.select(".ln-pane"))
    assert "[số điện thoại]" in shown
    assert "0900 000 301" not in shown
    assert "Trần Văn L." in shown
    assert "0900 000 301" in hidden
    assert preview.send(FORM, captcha_answer=FIXED_ANSWER).status == 303
    assert filed(session).content == WORDS["content"]
    assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_without_consent_the_preview_says_nothing_is_public(citizen):
    words = {**WORDS, "consent_publish": None}

    preview = citizen.open(FORM).send(FORM, **words, preview="1").follow()

    assert "chưa đánh dấu đồng ý công khai" in preview.words


def test_a_wrong_code_at_the_preview_keeps_the_words(citizen, session):
    preview = citizen.open(FORM).send(FORM, **WORDS, preview="1").follow()

    answer = preview.send(FORM, captcha_answer="99999")

    assert answer.status == 422
    assert answer.soup.find("textarea", {"name": "content"}).text.strip() == WORDS["content"]
    assert answer.send(FORM, captcha_answer=FIXED_ANSWER).status == 303


def test_what_was_being_written_is_there_again(citizen):
    citizen.open(FORM).send(FORM, **WORDS, preview="1")

    page = citizen.open(FORM)

    assert page.soup.find("textarea", {"name": "content"}).text.strip() == WORDS["content"]


def test_another_browser_sees_nothing_of_a_draft(app, citizen, session):
    page = citizen.open(FORM)
    page.send(FORM, **WORDS, preview="1")
    stranger = Visitor(app, address="127.0.0.8")

    taken = stranger.open(FORM).send(
        FORM, submission_id=page.filled(FORM)["submission_id"], from_draft="1", preview="1"
    )

    assert "Cống trước" not in stranger.open(FORM).words
    assert "Cống trước" not in taken.words
    assert "Cống trước" not in stranger.open("/gui-phan-anh/xem-truoc").words


def test_a_draft_is_encrypted_at_rest(citizen, session):
    citizen.open(FORM).send(FORM, **WORDS, preview="1")

    kept = session.scalars(select(Draft.ciphertext)).one()
    assert kept.startswith(b"gAAAA")  # Fernet's mark
    assert "Cống trước cổng".encode() not in kept


def test_photos_survive_errors_a_new_code_and_the_preview(citizen, session):
    page = citizen.open(FORM)
    page = with_photos(page, (picture(), "mot.jpg"), content="")
    page = page.send(FORM, refresh_captcha="1")
    page = with_photos(page, (picture(), "hai.jpg"), add_photo="1")
    preview = page.send(FORM, **WORDS, preview="1").follow()

    assert len(preview.soup.select(".ln-shots img")) == 2
    assert preview.send(FORM, captcha_answer=FIXED_ANSWER).status == 303
    owners = session.scalars(select(Attachment.complaint_id)).all()
    assert owners == [filed(session).id] * 2


def test_a_photo_that_will_not_do_costs_only_itself(citizen, session, monkeypatch):
    monkeypatch.setattr(photos, "MOST_BYTES", 3000)
    page = citizen.open(FORM)

    answer = with_photos(
        page,
        (picture(), "tot.jpg"),
        (BytesIO(b"x" * 4000), "nang.jpg"),
        (BytesIO(b"<svg/>"), "la.jpg"),
    )

    assert answer.status == 422
    assert "nang.jpg: ảnh nặng hơn" in answer.words
    assert "la.jpg: chưa đọc được" in answer.words
    assert len(answer.soup.select(".ln-shots img")) == 1
    assert answer.soup.find("textarea", {"name": "content"}).text.strip() == WORDS["content"]


def test_a_video_chosen_by_mistake_costs_only_itself(citizen):
    video = FileStorage(BytesIO(b"\0" * (81 * 1024 * 1024)), "phim.mp4")
    values = {**citizen.open(FORM).filled(FORM), **WORDS}
    values["photos"] = [video, FileStorage(picture(), "tot.jpg")]
    boundary, body = encode_multipart(values)  # in memory: the client's own file is never closed

    response = citizen.client.post(
        FORM, data=body, content_type=f'multipart/form-data; boundary="{boundary}"'
    )
    answer = Page(citizen, response)

    assert answer.status == 422
    assert "phim.mp4: ảnh nặng hơn" in answer.words
    assert len(answer.soup.select(".ln-shots img")) == 1


def test_six_photos_are_five(citizen, session):
    answer = with_photos(
        citizen.open(FORM), *[(picture(), f"{number}.jpg") for number in range(6)], add_photo="1"
    )

    assert "nhiều nhất năm ảnh" in answer.words
    assert session.scalar(select(func.count()).select_from(Attachment)) == 5


def test_a_photo_is_taken_out_again(citizen, session, tools):
    page = with_photos(citizen.open(FORM), (picture(), "mot.jpg"), add_photo="1")
    photo = session.scalars(select(Attachment)).one()

    page = page.send(FORM, remove_photo=photo.key)

    assert not page.soup.select(".ln-shots img")
    assert session.scalar(select(func.count()).select_from(Attachment)) == 0


def test_a_draft_photo_is_for_its_browser_only(app, citizen, session):
    with_photos(citizen.open(FORM), (picture(), "mot.jpg"), add_photo="1")
    key = session.scalars(select(Attachment.key)).one()

    answers = [
        visitor.open(f"/gui-phan-anh/anh/{key}").status
        for visitor in (citizen, Visitor(app, address="127.0.0.8"))
    ]

    assert answers == [200, 404]


def test_a_denunciation_is_encrypted_from_its_first_write(citizen, session):
    page = send(citizen, content=ACCUSATION).follow()

    complaint = filed(session)
    assert complaint.state is ComplaintState.COVERED
    assert (complaint.content, complaint.title, complaint.full_name) == ("", "", "")
    assert session.get(SealedComplaint, complaint.id)
    assert re.search(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", page.words.replace(complaint.code, ""))
    assert "đây chưa phải thông báo thụ lý" in page.words


def test_danger_counts_in_the_title_and_for_what_is_covered(citizen):
    words = {
        **WORDS,
        "title": "Nhà đang cháy",
        "content": "Tôi tố cáo ông Trần Văn Tệ nhận hối lộ.",
    }

    preview = citizen.open(FORM).send(FORM, **words, preview="1").follow()
    thanks = send(citizen, **words).follow()

    for page in (preview, thanks):
        assert page.soup.select_one(".ln-emergency a")["href"] == "tel:114"
    assert thanks.soup.select_one("h1").find_next("section").select_one(".ln-secret")
    assert thanks.text.index("tel:114") < thanks.text.index("ln-secret")


def test_danger_puts_the_right_number_first(citizen):
    page = send(citizen, content="Nhà bên đang cháy to, khói mù mịt, có người kẹt!", ward="")

    assert page.soup.select_one(".ln-emergency a")["href"] == "tel:114"


def test_the_unit_complained_of_is_recognised(citizen, session, units):
    send(citizen, about_unit=units["SXD"].name)

    assert filed(session).about_unit_id == units["SXD"].id


def test_a_form_without_its_token_keeps_what_was_typed(citizen):
    answer = citizen.open(FORM).send(FORM, **WORDS, csrf_token="x")

    assert answer.status == 400
    assert answer.soup.find("textarea", {"name": "content"}).text.strip() == WORDS["content"]


def test_too_many_from_one_address_wait_and_lose_nothing(app, session, units):
    from dataclasses import replace

    tools = app.extensions["toolbox"]
    strict = replace(tools, settings=replace(tools.settings, complaint_rate="1 per hour"))
    app.extensions["toolbox"] = strict
    visitor = Visitor(app, address="127.0.0.44")
    try:
        send(visitor)
        answer = send(visitor)
    finally:
        app.extensions["toolbox"] = tools

    assert answer.status == 429
    assert answer.soup.find("textarea", {"name": "content"}).text.strip() == WORDS["content"]


def test_wards_are_offered_while_typing(citizen):
    page = citizen.open("/phuong-xa?q=hoan+kiem")

    assert "Phường Hoàn Kiếm" in page.words
    assert page.soup.select("input[name=ward_code]")


def test_a_draft_can_be_thrown_away(citizen):
    citizen.open(FORM).send(FORM, **WORDS, preview="1")

    page = citizen.open(FORM).send("/gui-phan-anh/viet-lai").follow()

    assert page.soup.find("textarea", {"name": "content"}).text.strip() == ""
