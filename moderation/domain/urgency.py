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
rất nguy hiểm = 1
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
tới ngay = 3
đến gấp = 3
tới gấp = 3
xuống ngay = 2
xuống gấp = 2
bất cứ lúc nào = 2
cần gấp = 2
che lại ngay = 2
suýt lọt = 3
suýt ngã = 2
suýt chết = 3
suýt rơi = 3
đã có người ngã = 3
ngã xuống = 2
rơi xuống = 2
tử thần = 2
vừa sụt = 3
sụt hố = 3
chưa có ai rào = 2
không rào = 2
mở nắp = 2
mất nắp = 2
toang hoác = 1
lọt chân = 2
lọt xuống = 2
trẻ em = 1
trẻ con = 1
trẻ mẫu giáo = 1
trẻ nhỏ = 1
cháu bé = 1
các cháu = 1
mấy cháu nhỏ = 1
học sinh = 1
sắp đổ = 4
sắp sập = 4
sợ sập = 3
sập bất cứ lúc nào = 4
đổ bất cứ lúc nào = 4
nứt toác = 2
sắp rơi = 3
sắp gãy = 3
nghiêng hẳn = 3
đang nghiêng = 3
nghiêng về phía = 3
nghiêng ra = 2
lúc nào không biết = 2
đổ lúc nào = 3
sập lúc nào = 3
gãy gục = 3
đổ gục = 3
đè lên = 2
đè ô tô = 2
đè người = 4
vừa đổ = 2
lơ lửng = 3
lủng lẳng = 3
quật gãy = 2
rơi một mảng = 2
rơi từng mảng = 2
trên đầu = 2
lao xuống = 2
đứt cáp = 3
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
điện giật = 4
bị giật chết = 4
chập điện = 3
phóng điện = 3
tia lửa điện = 4
tóe lửa = 4
sợ cháy = 2
rò rỉ gas = 4
mùi gas = 4
mùi ga = 4
mùi khét = 1
thoát hiểm = 1
thoát nạn = 1
khóa xích = 2
cháy là chết = 3
bị khóa = 1
khóa trái = 1
một cầu thang = 1
ngộ độc = 3
hôn mê = 3
khó thở = 2
chóng mặt = 1
ngất = 3
rò rỉ hóa chất = 4
hóa chất rò rỉ = 4
xăng chảy = 4
tràn xăng = 4
ong đốt = 2
chó dại = 3
nghi dại = 4
nôn mửa = 2
đau bụng = 2
đi viện = 2
nhập viện = 3
đi cấp cứu = 3
nổi mẩn = 2
chết hàng loạt = 2
lây lan = 1
lây cả = 2
ngứa rát = 2
nước có mùi = 2
mùi lạ = 2
sạt lở = 3
trượt xuống = 2
đất đá lăn = 3
sạt thêm = 3
sụt thêm = 3
nứt thêm = 3
vỡ đê = 4
nứt đê = 4
nước dâng = 2
nước lên nhanh = 3
sắp sinh = 2
tràn vào nhà = 2
cần xuồng = 3
nước lũ = 3
cô lập = 2
mắc kẹt = 4
thang máy kẹt = 3
kẹt thang máy = 3
đang kẹt = 3
kẹt bên trong = 3
kẹt trên tầng = 4
người kẹt = 4
khói mù mịt = 2
không có ai cứu = 2
gọi không thưa = 4
gọi cửa = 2
không thấy ra ngoài = 3
kêu cứu = 4
tiếng hét = 2
máu đầy = 3
còn người = 2
có người bên trong = 4
bên trong còn người = 4
liệt giường = 2
vắt vẻo = 3
nằm bất động = 4
ngập đến mái = 4
chảy xiết = 2
đánh vợ = 4
chồng đánh = 4
đánh con = 3
bị đánh = 2
bị nhốt = 3
tím bầm = 2
khóc thét = 2
hung khí = 2
mã tấu = 3
tự tử = 4
đòi nhảy = 4
định nhảy = 4
nhảy lầu = 4
nhảy cầu = 4
nhốt trong = 3
dội xăng = 4
dọa đốt = 4
đốt nhà = 3
sơ sinh bị bỏ = 4
bị bỏ rơi = 3
đánh các cháu = 4
bầm tím = 2
khóc khản = 2
đuổi chém = 4
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
