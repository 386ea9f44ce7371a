"""Kinds of words that mean something together, and where they stand in a text.

Phrases of several words also count without marks, single words never do.
"""

from typing import NamedTuple

from moderation.domain.spelling import Spelling, fold_letters, normalise

_NOTHING = ""
#: Kind -> phrases. What stands under "" is harmless and hides the words it holds.
_PHRASES = {
    _NOTHING: (
        "lông mày; cau mày; ăn mày; mặt mày; chân mày; mày mò; mày đay; mày râu; mày dạn; "
        "nhăn mày; bố mày ơi; mẹ mày ơi; cày mày; tao nhã; thanh tao; tao đàn; xử lý; đánh giá; "
        "đánh răng; đánh bài; đánh vần; đánh số; đánh máy; đánh thuế; đánh cầu; đánh bóng; "
        "phá sản; phá giá; chặt chẽ; đập nước; cầu lông; cầu thang; thằng bé; thằng cu; "
        "thằng nhóc; thằng con; người dân; dân mình; dân ta; người ta; người già; thằng cháu; "
        "thằng em; bọn trẻ; lũ trẻ; bọn em; bọn tôi; bọn mình; bọn cháu; bọn anh; bọn chị; "
        "lũ lụt; bão lũ; nước lũ; mùa lũ; chống lũ; lũ quét; lũ về; đi lại; đi bộ; đi làm; "
        "đi học; đi qua; đi đường; đi xe; biết gì thêm; người mù; hội người mù; mù mịt; "
        "điếc tai; ngu ngơ; điên cuồng; điên đảo; bệnh điên; rượu bia; phá hoại môi trường; "
        "mù quáng; khắp nơi; con mụ mị; nhà xe; nhà chờ; nhà nước; đường ống; đường dây; "
        "xe rác; cứ mưa; cứ đi; phải đi"
    ),
    "speaker": "tao; bố mày; ông mày; chúng tao; tụi tao; bố đây; ông đây; bọn tao",
    "you": "mày; chúng mày; bọn mày; tụi mày; tụi bây; tụi bay; chúng bay; nhà mày; lũ mày",
    "violence": (
        "giết; đập; chém; đâm; chặt; đánh; đốt; phá; đấm; vả; tát; bắn; xiên; nện; tẩn; thiêu; "
        "chôn; dao; gậy; búa; mã tấu; súng; nhừ đòn; nhừ tử; ăn đòn; no đòn; một trận; sắt vụn; "
        "nằm viện; vào viện; quan tài; biết tay; biết mặt; đổ máu; bay đầu; vỡ mặt; vỡ mồm; "
        "vỡ đầu; gãy chân; gãy tay; gãy răng; què; xé xác; nát mặt; nát mồm; mồi lửa; lột da; "
        "móc mắt; cắt lưỡi; bẻ cổ; bóp cổ; tính sổ; đào mả"
    ),
    "crowd": "chúng mày; bọn mày; tụi mày; tụi bây; tụi bay; chúng bay; lũ mày",
    "warning": (
        "liệu mà; liệu hồn; liệu đấy; cẩn thận đấy; khôn hồn; biết điều thì; cứ thử; "
        "đừng để bố; đừng để ông; đừng để tao; đừng trách; có ngày tao; coi chừng đấy"
    ),
    "harm": (
        "mồi lửa; cháy nhà; có đứa; phải chết; ăn đòn; no đòn; biết tay; cho người; mất mạng; "
        "ra bã; bố cho; ông cho; không xong đâu; không yên; hối không kịp; quan tài; bố đốt; "
        "bố đập; đổ máu; vỡ mặt; vỡ đầu; ăn dao; xử; đập; chém; giết; đánh; phá; đốt"
    ),
    "people": "dân; người; gái; trai; dân chài; người mèo; dân miền",
    "sheer": (
        "toàn lũ; toàn bọn; toàn quân; toàn đồ; toàn thằng; toàn một lũ; đúng là lũ; "
        "đúng là bọn; là lũ; là bọn; rặt một lũ; rặt lũ; chỉ là lũ; là một lũ; cũng là lũ; "
        "lúc nào cũng"
    ),
    "hearsay": (
        "nghe bảo; nghe nói; nghe đồn; nghe đâu; nghe kể; nghe dân; nghe người; hình như; "
        "truyền tay; truyền tay nhau; lan truyền; rỉ tai; đồn; theo nguồn; nguồn tin; thấy bảo; "
        "tin nội bộ; người ta bảo; người ta nói; có tin; tin mật; tin hành lang"
    ),
    "dread": (
        "cấm hết; siết; nhiễm bệnh; bệnh lạ; dịch; lấy thận; bắt trẻ; bắt trẻ con; bắt cóc; "
        "sập; có thể sập; vỡ đập; vỡ đê; chết; người chết; nhiễm độc; phóng xạ; phá sản; vỡ nợ; "
        "đổi tiền; giới nghiêm; phong tỏa; cúp nước; cúp điện; cắt nước; cắt điện; mất nước; "
        "mất điện; ung thư; nội tạng; chiến tranh; động đất; cạn tiền; hết xăng; hết gạo; "
        "tịch thu; nổ"
    ),
    "hurry": (
        "ngay đi; bán ngay; mua ngay; rút ra; rút tiền; rút ngay; chia sẻ gấp; share gấp; gấp; "
        "tránh xa; trữ sẵn; tích trữ; mua trữ; trữ; đừng đi; đừng ăn; đừng uống; đừng mua; "
        "đừng cho; mua vàng; chạy đi; sơ tán; kẻo; bán gấp; chia sẻ cho; mọi người cẩn thận; "
        "các mẹ; lo mà"
    ),
    "doom": (
        "sống không; không qua; không sống; chết chắc; chết với; toi mạng; mất mạng; quan tài; "
        "áo quan; xuống lỗ; coi chừng; liệu hồn; liệu đấy; liệu thần hồn; nhừ đòn; ăn đòn; "
        "bay đầu; hết đời; tàn đời; không yên; vào viện; nằm viện; ăn dao; no đòn; vỡ mặt; "
        "vỡ mồm; tan xác; ra tro"
    ),
    "scorn": (
        "ngu; dốt; đần; điên; khùng; nhục; mất dạy; vô học; láo; hèn; mù; câm; cút; óc; não; "
        "mồm; mõm; chó; lợn; súc vật; đểu; bẩn; thối; khốn; rác rưởi; vô ơn; trơ trẽn; ngáo; "
        "dở hơi"
    ),
    "head": (
        "con mụ; mụ; con đàn bà; một lũ; thằng cha; thằng chả; thằng; lũ; bọn; mấy thằng; "
        "mấy con; cái lũ; cái bọn; lão già; con mẹ; cái thằng; cái con; quân"
    ),
    "person_scorn": (
        "bố láo; láo; hỗn; thất học; ăn tàn phá hại; bất nhân; đanh đá; láo lếu; láo toét; "
        "láo xược; hỗn láo; mất dạy; mất nết; ngu; ngu dốt; ngu xuẩn; đần; đần độn; bã đậu; "
        "khốn; khốn nạn; khốn kiếp; vô học; hèn; hèn hạ; đê tiện; đểu; đểu cáng; mặt dày; "
        "mặt lợn; mặt chó; mặt mo; vô liêm sỉ; ăn hại; ăn bám; báo hại; cặn bã; vô dụng; "
        "bất tài; não phẳng; dở hơi; khùng; vô ơn; bội bạc; tráo trở; lươn lẹo; xảo trá; "
        "bần tiện; thối nát"
    ),
    "mark": (
        "bọn; lũ; thằng; đám; tụi; mấy thằng; mấy con; mấy đứa; cái bọn; cái lũ; quân; cái đám; "
        "cái thứ"
    ),
    "group": (
        "tỉnh lẻ; nhà quê; ngoại tỉnh; nhập cư; dân tỉnh; dân quê; người tỉnh; dân tộc; "
        "thiểu số; dân tộc thiểu số; miền núi; miền ngược; bắc kỳ; nam kỳ; trung kỳ; đồng tính; "
        "đồng bóng; bê đê; pê đê; chuyển giới; câm; điếc; câm điếc; mù; què; tàn tật; tàn phế; "
        "khuyết tật; thiểu năng; hồi giáo; công giáo; đạo hồi; theo đạo; đàn bà; da đen; "
        "khơ me; người mường; gái quê; dân nghệ; dân thanh; dân thanh hóa; dân nghệ an; "
        "dân hải phòng; dân nam định; dân hà tĩnh; người thanh hóa; người nghệ an; người nghệ; "
        "dân miền tây; người miền tây; dân miền trung; người miền trung; dân miền bắc; "
        "dân miền nam; người miền nam; người miền bắc; dân quảng"
    ),
    "contempt": (
        "bẩn; bẩn thỉu; ở bẩn; lười; lười biếng; lười nhác; ngu; ngu dốt; đần; say rượu; "
        "say xỉn; trộm; trộm cắp; ăn cắp; ăn trộm; keo kiệt; bủn xỉn; ki bo; lừa lọc; lừa đảo; "
        "mất dạy; vô học; vô văn hóa; hôi hám; tởm; kinh tởm; gai mắt; chướng mắt; ngứa mắt; "
        "bệnh hoạn; thất học; nhếch nhác; cút; biết gì; biết cái gì; rác rưởi; man rợ; mọi rợ; "
        "ô uế; hèn; giả tạo; xảo trá; gian xảo; gian manh; cave; khủng bố; đừng cho; "
        "không cho vào; cấm vào; mù chữ; dốt; dốt nát; ngu si; bám váy"
    ),
    "always": "toàn; rặt; đúng là; lúc nào cũng; thằng nào cũng; đứa nào cũng; đều là; chúa",
    "expel": "đuổi cổ; đuổi hết; tống cổ; tống hết; tống khứ; cút; cấm cửa; trục xuất; quét sạch",
    "all": (
        "bà con; anh em; ae; mọi người; tất cả; cả làng; cả xóm; hẹn nhau; rủ nhau; kéo nhau; "
        "kêu gọi; cùng nhau; tập trung; tụ tập; toàn dân; dân mình; dân ta; hô hào; ai có; "
        "cả phường; cả xã"
    ),
    "wreck": (
        "đốt; phá; đập; đập phá; chặn; chặn cứng; bao vây; ném; lật; lật tung; chiếm; san bằng; "
        "tạt; xông vào; tràn vào; phá nát; đập nát; phong tỏa; ném vỡ; đập vỡ; đốt cháy; "
        "đốt trụi; cướp"
    ),
    "place": (
        "trụ sở; ủy ban; ubnd; trạm; trạm bot; bot; chốt; chốt trực; cầu; đường; quốc lộ; cổng; "
        "rào; hàng rào; kính; xe; nhà; đồn; văn phòng; phòng làm việc; camera; barie; kho; "
        "máy xúc; máy ủi"
    ),
    "strike": "đánh; giết; lôi cổ; lôi đầu; đập; nện; chém; treo cổ; xử; tẩn; đánh đuổi; đánh chết",
    "person": (
        "lão; thằng; chúng nó; bọn nó; bọn; lũ; cán bộ; công an; chủ tịch; giám đốc; "
        "trưởng thôn; bí thư; tụi nó; nó; chúng; đội trật tự; quan; bảo vệ; mấy ông; mấy thằng"
    ),
    "urge": (
        "nhé; đi; thôi; nào; hãy; phải; cứ; ơi; hẹn nhau; kêu gọi; mới tỉnh; mới sợ; mới nghe; "
        "sợ gì; cho sợ; không cho ai; ngày mai; tối nay; sáng mai; cho chúng nó; cho bọn nó; "
        "tối mai; mai; đồng loạt; cho chừa; ai không; thì đánh; cho biết"
    ),
    "trade": (
        "chuyên; cung cấp; trọn gói; báo giá; miễn phí; giá; giá rẻ; giá tốt; tỷ; triệu; bán; "
        "mua; thuê; cho thuê; tuyển; lương; vay; cần tiền; tiền gấp; thủ tục đơn giản; "
        "nhận tiền; giao tận nơi; giao hàng; nội thất; kèo; khuyến mãi; giảm giá; đặt hàng; "
        "gặp chủ; chính chủ; nhà hẻm; lãi; mặt tiền; sổ hồng; freeship; shop; online; "
        "kinh nghiệm; ưu đãi; bảo hành; cây giống; phòng trọ; khép kín; bảo hiểm; giao tận nhà; "
        "lh; ship; toàn quốc; ngâm rượu; bổ thận; dạy kèm; học phí; visa; hộ chiếu; chỉ từ; "
        "nhận việc; kiếm tiền; giao tận; hàng mới; trả góp; uy tín; chất lượng; dịch vụ; "
        "tư vấn; khách; lắp đặt; thi công; thiết kế; sản phẩm; bán hàng; tuyển nv; nv; "
        "nhân viên; thu nhập; cọc; nhận sửa; nhận làm; tại nhà; tận nhà; hàng hiệu; đại lý; "
        "cộng tác viên; ctv; sỉ; thanh lý; sang nhượng; nợ xấu; giải ngân; hạn mức"
    ),
    "must": "phải; cứ; chỉ có; cho",
    "fear": (
        "mới tỉnh; mới sợ; mới nghe; mới chừa; cho sợ; cho chừa; tỉnh ra; biết sợ; mới biết; "
        "mới chịu; sáng mắt; cho biết mặt"
    ),
    "told": (
        "gọi; chửi; mắng; coi; xem; nghĩ; nói; bảo; đề nghị; mong; yêu cầu; nhờ; xử lý; vì; do; "
        "bị; đã; bức xúc; không nên; đừng; cấm; chống; phòng; thanh niên; đối tượng; nhóm; "
        "hôm qua; kể; dọa; doạ; tránh; bão; lũ lụt; kẻo; công nhân; thợ; nhà thầu; biết ơn"
    ),
}


MOST_SIGNS = 100


class Sign(NamedTuple):
    """A phrase of a kind: the numbers of its first word and of the word behind it."""

    kind: str
    first: int
    last: int
    phrase: str


#: By kind, in the order of the text.
Signs = dict[str, list[Sign]]


class _Branch(NamedTuple):
    kinds: list[str]
    tails: "dict[str, _Branch]"


def _tree() -> dict[str, _Branch]:
    root: dict[str, _Branch] = {}
    for kind, phrases in _PHRASES.items():
        for phrase in phrases.split(";"):
            words = normalise(phrase).words
            bare = tuple(map(fold_letters, words))
            for spelling in {words, bare} if len(words) > 1 else {words}:
                branch = _Branch([], root)
                for word in spelling:
                    branch = branch.tails.setdefault(word, _Branch([], {}))
                branch.kinds.append(kind)
    return root


_TREE = _tree()


def signs_of(spelling: Spelling) -> Signs:
    """The signs in a text, of a kind the first `MOST_SIGNS`: whoever repeats one so often is not
    read for its sake. Of phrases that begin at one word only the longest counts.

    Takes time in proportion to the length.
    """
    words, begins = spelling.words, _TREE.get
    found: Signs = {}
    done = 0
    for first, word in enumerate(words):
        branch = begins(word)
        if branch is None or first < done:
            continue
        best, last = branch.kinds, first + 1
        for at in range(last, len(words)):
            behind = branch.tails.get(words[at])
            if behind is None:
                break
            branch = behind
            if branch.kinds:
                best, last = branch.kinds, at + 1
        for kind in best:
            signs = found.setdefault(kind, [])
            if len(signs) < MOST_SIGNS:
                signs.append(Sign(kind, first, last, " ".join(words[first:last])))
        done = last if best else done
    found.pop(_NOTHING, None)
    return found
