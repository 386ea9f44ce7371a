"""Does it look urgent? Words of danger and of haste, weighed; a coordinator decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from moderation.domain import cues, suggestion
from moderation.domain.suggestion import Suggestion
from moderation.domain.taxonomy import Taxonomy

#: From so much weight on a complaint is proposed as urgent.
ENOUGH = 4
_CALLS_FOR_HELP, _OF_URGENT_ISSUE = 4, 2

_WORDS = """
nguy hiểm = 1
rất nguy hiểm = 2
cực kỳ nguy hiểm = 2
nguy hiểm tính mạng = 4
tính mạng = 2
chết người = 3
khẩn cấp = 3
cứu với = 4
ngay lập tức = 2
xử lý gấp = 2
xử lý ngay = 1
kiểm tra ngay = 2
đến ngay = 3
cần gấp = 2
che lại ngay = 2
suýt lọt = 3
suýt ngã = 2
suýt chết = 3
suýt rơi = 3
đã có người ngã = 3
ngã xuống = 2
rơi xuống = 2
lọt chân = 2
lọt xuống = 2
trẻ em = 1
cháu bé = 1
các cháu = 1
mấy cháu nhỏ = 1
học sinh = 1
sắp đổ = 4
sắp sập = 4
sắp rơi = 3
sắp gãy = 3
nghiêng hẳn = 3
đổ vào nhà = 3
đổ xuống đường = 3
bật gốc = 3
dây điện đứt = 4
đứt dây điện = 4
dây điện rơi = 4
dây điện vắt = 2
dây điện hở = 4
hở điện = 4
rò điện = 4
chập điện = 3
phóng điện = 3
tia lửa điện = 4
sợ cháy = 2
rò rỉ gas = 4
mùi gas = 4
mùi khét = 1
thoát hiểm = 1
thoát nạn = 1
bị khóa = 1
khóa trái = 1
một cầu thang = 1
ngộ độc = 3
nôn mửa = 2
đau bụng = 2
đi viện = 2
nhập viện = 3
đi cấp cứu = 3
nổi mẩn = 2
ngứa rát = 2
nước có mùi = 2
mùi lạ = 2
sạt lở = 3
sạt thêm = 3
sụt thêm = 3
nứt thêm = 3
vỡ đê = 4
nứt đê = 4
nước lũ = 3
cô lập = 2
mắc kẹt = 4
ngập đến mái = 4
chảy xiết = 2
đánh vợ = 4
chồng đánh = 4
đánh con = 3
bị đánh = 2
bạo hành = 3
xâm hại = 4
cầm dao = 4
vác dao = 4
dọa giết = 4
đang đánh nhau = 4
bắt cóc = 4
"""
_LISTS = suggestion.compiled({"urgent": _WORDS})


@dataclass(frozen=True, slots=True)
class Urgency:
    """`because` are the words that spoke for it, the heaviest first."""

    weight: float
    because: tuple[str, ...]

    @property
    def is_urgent(self) -> bool:
        return self.weight >= ENOUGH


def judge(title: str, content: str, ranked: Sequence[Suggestion], taxonomy: Taxonomy) -> Urgency:
    """How urgent the words sound; `ranked` are the issues they seem to be about. An issue that is
    urgent by default counts for it and is not enough.
    """
    found = suggestion.rank(title, content, _LISTS, limit=1)
    weight = found[0].weight if found else 0.0
    because = found[0].because if found else ()
    if cues.danger_numbers(f"{title}\n{content}"):
        weight += _CALLS_FOR_HELP
    likely = taxonomy.issue(ranked[0].issue_code) if ranked else None
    if likely is not None and likely.is_urgent and weight:
        weight += _OF_URGENT_ISSUE
    return Urgency(weight, because)
