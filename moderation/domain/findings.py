"""What screening says about a comment: findings that point into its text, kept with it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FindingCode(StrEnum):
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    ARTICLE_CLOSED = "article_closed"
    MANY_LINKS = "many_links"
    SHORT_LINK = "short_link"
    LOOKALIKE_HOST = "lookalike_host"
    LINK = "link"
    REPEAT = "repeat"
    NEAR_REPEAT = "near_repeat"
    FLOOD_ADDRESS = "flood_address"
    FLOOD_PHONE = "flood_phone"
    FLOOD_TEXT = "flood_text"
    INSULT_SURE = "insult_sure"
    INSULT_SUSPECT = "insult_suspect"
    HATE = "hate"
    THREAT = "threat"
    INCITEMENT = "incitement"
    ADVERTISING = "advertising"
    UNVERIFIED_CLAIM = "unverified_claim"
    PHONE = "phone"
    IDENTITY_NUMBER = "identity_number"
    EMAIL = "email"
    BANK_ACCOUNT = "bank_account"
    VEHICLE_PLATE = "vehicle_plate"
    HOUSE_ADDRESS = "house_address"
    CHILD_NAME = "child_name"
    DENUNCIATION = "denunciation"
    PROBLEM = "problem"
    AUTHOR_RECORD = "author_record"
    SCORE = "score"
    INCOMPLETE = "incomplete"


class Severity(StrEnum):
    """HINT is shown only, MASK suggests what to hide, HOLD holds the comment."""

    HINT = "hint"
    MASK = "mask"
    HOLD = "hold"


#: Codes that hold, the first that applies is the reason: what is most serious for people first.
HOLD_ORDER = (
    FindingCode.DENUNCIATION,
    FindingCode.THREAT,
    FindingCode.INCITEMENT,
    FindingCode.HATE,
    FindingCode.INSULT_SURE,
    FindingCode.ADVERTISING,
    FindingCode.LOOKALIKE_HOST,
    FindingCode.SHORT_LINK,
    FindingCode.MANY_LINKS,
    FindingCode.UNVERIFIED_CLAIM,
    FindingCode.FLOOD_TEXT,
    FindingCode.FLOOD_PHONE,
    FindingCode.FLOOD_ADDRESS,
    FindingCode.REPEAT,
    FindingCode.NEAR_REPEAT,
    FindingCode.LINK,
    FindingCode.INSULT_SUSPECT,
    FindingCode.UNREADABLE,
    FindingCode.EMPTY,
    FindingCode.ARTICLE_CLOSED,
    FindingCode.SCORE,
    FindingCode.INCOMPLETE,
)

#: Vietnamese, English; numbers of the finding in braces.
_SENTENCES = {
    FindingCode.EMPTY: ("Không có nội dung.", "Has no content."),
    FindingCode.UNREADABLE: (
        "Nội dung không đọc được.",
        "The text can't be read.",
    ),
    FindingCode.ARTICLE_CLOSED: (
        "Bài viết đã đóng bình luận.",
        "The article is closed for comments.",
    ),
    FindingCode.MANY_LINKS: ("Có {count} liên kết.", "Holds {count} links."),
    FindingCode.SHORT_LINK: (
        "Có liên kết rút gọn, không biết dẫn đi đâu.",
        "Holds a shortened link that hides where it leads.",
    ),
    FindingCode.LOOKALIKE_HOST: (
        "Có địa chỉ web giả dạng một trang khác.",
        "Holds a web address that imitates another site.",
    ),
    FindingCode.LINK: ("Có liên kết đến trang lạ.", "Links to an unfamiliar site."),
    FindingCode.REPEAT: (
        "Giống hệt {count} bình luận đã gửi.",
        "Identical to earlier comments ({count}).",
    ),
    FindingCode.NEAR_REPEAT: (
        "Gần giống {count} bình luận khác, gần nhất là số {comment_id}.",
        "Nearly the same as other comments ({count}), closest to number {comment_id}.",
    ),
    FindingCode.FLOOD_ADDRESS: (
        "Một địa chỉ mạng gửi {count} bình luận trong thời gian ngắn.",
        "{count} comments from one network address within a short time.",
    ),
    FindingCode.FLOOD_PHONE: (
        "Một số điện thoại gửi {count} bình luận trong thời gian ngắn.",
        "{count} comments with one phone number within a short time.",
    ),
    FindingCode.FLOOD_TEXT: (
        "Một nội dung được gửi {count} lần trong thời gian ngắn.",
        "One text sent {count} times within a short time.",
    ),
    FindingCode.INSULT_SURE: ("Có từ ngữ xúc phạm.", "Holds insulting words."),
    FindingCode.INSULT_SUSPECT: (
        "Có từ ngữ có thể là xúc phạm.",
        "Holds words that may be insulting.",
    ),
    FindingCode.HATE: (
        "Có lời kỳ thị một nhóm người.",
        "Speaks with contempt of a group of people.",
    ),
    FindingCode.THREAT: ("Có lời đe dọa.", "Holds a threat."),
    FindingCode.INCITEMENT: (
        "Có lời kêu gọi bạo lực hoặc tụ tập gây rối.",
        "Calls for violence or disorder.",
    ),
    FindingCode.ADVERTISING: ("Có dấu hiệu quảng cáo.", "Looks like advertising."),
    FindingCode.UNVERIFIED_CLAIM: (
        "Có thông tin nghe lại, chưa kiểm chứng.",
        "Passes on an unverified claim.",
    ),
    FindingCode.PHONE: ("Có số điện thoại.", "Holds a phone number."),
    FindingCode.IDENTITY_NUMBER: ("Có số căn cước.", "Holds an identity number."),
    FindingCode.EMAIL: ("Có địa chỉ email.", "Holds an e-mail address."),
    FindingCode.BANK_ACCOUNT: ("Có số tài khoản.", "Holds a bank account number."),
    FindingCode.VEHICLE_PLATE: ("Có biển số xe.", "Holds a vehicle plate."),
    FindingCode.HOUSE_ADDRESS: ("Có số nhà.", "Holds a house number."),
    FindingCode.CHILD_NAME: ("Có tên trẻ em.", "Holds the name of a child."),
    FindingCode.DENUNCIATION: (
        "Có dấu hiệu tố cáo người vi phạm pháp luật; cân nhắc chuyển luồng bảo mật.",
        "Seems to accuse a person of breaking the law; consider the sealed lane.",
    ),
    FindingCode.PROBLEM: (
        "Nêu một việc cần giải quyết; có thể chuyển thành phản ánh.",
        "Tells of something to be solved; may become a complaint.",
    ),
    FindingCode.AUTHOR_RECORD: (
        "Người gửi: {published} đã đăng, {rejected} không đăng, {spam} rác, {taken_down} bị gỡ.",
        "The author so far: {published} published, {rejected} not, {spam} spam, {taken_down} down.",
    ),
    FindingCode.SCORE: (
        "Bộ chấm điểm cho {percent} phần trăm khả năng không phù hợp.",
        "The scorer gives {percent} percent that it is unsuitable.",
    ),
    FindingCode.INCOMPLETE: (
        "Máy chưa đọc được hết bình luận này; hãy đọc kỹ.",
        "This comment could not be screened completely; read it with care.",
    ),
}


@dataclass(frozen=True, slots=True)
class Place:
    """`text[start:end]` of one field: "full_name", "title" or "content", as the author sent it."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    code: FindingCode
    severity: Severity
    places: tuple[Place, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """For a moderator, in "vi" or "en"; numbers that are missing read as 0."""
        vietnamese, english = _SENTENCES[self.code]
        return (english if language == "en" else vietnamese).format_map(_Numbers(self.numbers))


class _Numbers(dict[str, int]):
    def __missing__(self, name: str) -> int:
        return 0


def to_json(findings: Iterable[Finding]) -> str:
    """Findings in a compact form to be kept; it holds places, never the text itself."""
    rows = [
        [
            finding.code,
            finding.severity,
            [[place.field, place.start, place.end] for place in finding.places],
            dict(finding.numbers),
        ]
        for finding in findings
    ]
    return json.dumps(rows, separators=(",", ":"))


def from_json(text: str) -> tuple[Finding, ...]:
    """What `to_json` kept. Codes that later versions no longer know are left out."""
    known = set(FindingCode)
    return tuple(
        Finding(
            FindingCode(code),
            Severity(severity),
            tuple(Place(*place) for place in places),
            numbers,
        )
        for code, severity, places, numbers in json.loads(text or "[]")
        if code in known
    )
