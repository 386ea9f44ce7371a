"""Words that suggest present danger, an accusation or a crime.

They only show numbers to call, propose a lane and highlight; people decide. Phrases of several
words also count without their marks; single words never do, and neither do phrases that read as
something harmless without them ("đang cháy" and "đang chạy" are both "dang chay").
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from moderation.domain.text import fold


def _spellings(either: str, marked: str = "") -> list[str]:
    """Phrases, split at ";": the first with and without marks, the second with marks only."""
    phrases = [phrase.strip() for phrase in either.split(";")]
    bare = [fold(phrase) for phrase in phrases if " " in phrase]
    return [*phrases, *bare, *(phrase.strip() for phrase in marked.split(";") if phrase)]


def _branches(phrases: Iterable[str]) -> str:
    """A pattern for any of `phrases` that reads each letter once; the longest phrase wins."""
    tails: dict[str, list[str]] = {}
    for phrase in sorted(set(phrases)):
        tails.setdefault(phrase[:1], []).append(phrase[1:])
    optional = "?" if tails.pop("", None) else ""
    inner = "|".join(re.escape(head) + _branches(rest) for head, rest in tails.items())
    return f"(?:{inner}){optional}" if inner else ""


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    spelled = list(phrases)
    heads = "".join(sorted({phrase[0] for phrase in spelled}))
    return re.compile(rf"(?=[{heads}])(?<!\w){_branches(spelled)}(?!\w)")


_DANGERS = {
    "114": _spellings(
        "bốc cháy; cháy lớn; bị cháy; cháy kho; cháy xưởng; cháy chợ; cháy căn hộ; cháy chung cư;"
        "cháy nhà dân; phát hỏa; phát hoả; bốc khói; khói bốc; khói đen; cột khói; khói nghi ngút;"
        "phát nổ; nổ bình ga; nổ bình gas; nổ gas; nổ khí; tiếng nổ lớn; vụ nổ lớn; cháy rừng;"
        "rò rỉ gas; rò rỉ ga; rò gas; rò khí; mùi gas nồng; có hỏa hoạn; có hoả hoạn",
        "đang cháy; cháy nhà; nhà cháy; cháy xe; xe cháy; cháy to; cháy rồi; cháy ở; cháy tại;"
        "có cháy; đám cháy; vừa nổ; bị nổ; cháy quán; cháy cửa hàng",
    ),
    "115": _spellings(
        "bị thương; trọng thương; bất tỉnh; ngất xỉu; ngất lịm; cần cấp cứu; đi cấp cứu;"
        "gọi cấp cứu; đang cấp cứu; cấp cứu gấp; bị tai nạn; xảy ra tai nạn; gặp tai nạn;"
        "vừa tai nạn; vừa có tai nạn; tai nạn nghiêm trọng; tai nạn chết người; chảy máu;"
        "chảy nhiều máu; ngừng thở; co giật; đột quỵ; đột quị; ngộ độc; điện giật; bị bỏng;"
        "gãy chân; gãy tay; chấn thương; hôn mê",
        "bị ngất; ngất rồi; đang ngất; có tai nạn",
    ),
    "113": _spellings(
        "đánh nhau; ẩu đả; hành hung; chém nhau; đâm chém; bị chém; cầm dao; vác dao; rút dao;"
        "cướp giật; bị cướp; đang cướp; vừa cướp; giết người; đe dọa giết; đe doạ giết; dọa giết;"
        "doạ giết; đòi giết; dọa chém; nổ súng; bắt cóc; đột nhập; đập phá; đánh vợ;"
        "bạo lực gia đình; trộm vào nhà",
        "cướp của; có cướp; dí dao; mang dao; kề dao; đâm nhau; bắt trộm",
    ),
    "112": _spellings(
        "mắc kẹt; kẹt trong; kẹt dưới; sạt lở; lở đất; lũ quét; lũ cuốn; nước cuốn; cuốn trôi;"
        "vùi lấp; bị sập; sập tường; sập trần; sập cầu; sập giàn giáo; sập hầm; bị đuối nước;"
        "chìm đò; chìm thuyền; chìm tàu",
        "đuối nước; chết đuối; sập nhà; nhà sập; đổ sập; sập xuống; sập rồi",
    ),
    "111": _spellings(
        "đánh cháu; đánh trẻ; đánh con nhỏ; đánh con tôi; đánh đập con; đánh đập trẻ; bạo hành trẻ;"
        "bạo hành con; bạo hành cháu; xâm hại trẻ; xâm hại tình dục; trẻ lạc; trẻ đi lạc;"
        "trẻ bị lạc; cháu bị lạc; cháu đi lạc; bé bị lạc; bé đi lạc; bỏ rơi trẻ; trẻ bị bỏ rơi",
        "lạc mất con; dâm ô",
    ),
}
_NUMBER_OF = {phrase: number for number, phrases in _DANGERS.items() for phrase in phrases}
_DANGER = _any_of(_NUMBER_OF)
_CHILD = _any_of(
    _spellings(
        "trẻ em; trẻ con; trẻ nhỏ; đứa trẻ; đứa bé; đứa nhỏ; em bé; bé gái; bé trai; cháu bé;"
        "cháu nhỏ; cháu gái; cháu trai; học sinh",
        "trẻ; cháu; bé",
    )
)
_VIOLENCE = _any_of(
    _spellings("bị đánh; đánh đập; đánh vợ; bạo hành; bạo lực; hành hạ; xâm hại; bỏ đói; bị nhốt")
)
#: Only who holds an office can do this: it counts next to a sentence that names one, too.
_OFFICE_BREACHES = _spellings(
    "hối lộ; nhận hối lộ; ăn hối lộ; vòi tiền; vòi vĩnh; tham ô; lót tay; ăn chặn;"
    "nhận phong bì; đòi phong bì; vòi phong bì; có phong bì; kẹp phong bì; kẹp tiền; dúi tiền;"
    "tiền bôi trơn; đòi tiền bôi trơn; nhận tiền bôi trơn; bao che; lạm quyền; lạm dụng chức vụ;"
    "lợi dụng chức vụ; lợi dụng chức quyền; nhũng nhiễu; lại quả; thông thầu; khai khống; kê khống;"
    "nâng khống; lập khống; chi khống; rút ruột; bớt xén; cắt xén; xà xẻo; quỹ đen;"
    "gợi ý phong bì; gợi ý đưa phong bì; phải đưa phong bì; đưa phong bì mới; bán đất công;"
    "chia đất công; lấy đất công; chạy án; thụt két; ăn bớt; bớt tiền ăn; ăn quỹ; ôm quỹ;"
    "trúng thầu hết; chạy chức; mua chức; chạy biên chế; chạy công chức; bỏ ngoài sổ;"
    "thu ngoài sổ; thu tiền tươi; tiền lót",
    "chạy việc; chạy trường",
)
_BREACH = _any_of(
    [
        *_OFFICE_BREACHES,
        *_spellings(
            "tham nhũng; bảo kê; ăn bẩn; ăn tiền; bỏ túi; biển thủ; nhận tiền để; chung chi;"
            "tư lợi; trục lợi; danh sách khống; hồ sơ khống; phiếu khống; chứng từ khống; hồ sơ ma;"
            "không có thật; không thi mà; không thi tuyển; không qua thi tuyển; không qua đấu giá;"
            "không đấu giá; không đấu thầu; chỉ ghi biên lai; chỉ ghi hóa đơn; sửa bản đồ;"
            "sửa hồ sơ; đem bán; mang đi bán; làm luật xe; tiền làm luật;"
            "học viên ảo; danh sách ảo; chút gì uống nước; tiền uống nước; tiền cà phê;"
            "cố ý làm trái; chia chác; chiếm đoạt; tống tiền; làm giả giấy tờ; ăn chia;"
            "hóa đơn khống; hoá đơn khống; hồ sơ giả; chứng từ giả; chữ ký giả; dùng bằng giả;"
            "mua bằng giả; tiêu riêng; làm của riêng; ngậm tiền; ăn hoa hồng; sân sau; ôm tiền;"
            "bán suất; chạy suất; biển lận; khai man; thông đồng; móc ngoặc; cấu kết; đút lót;"
            "cuỗm tiền; chia nhau; không hóa đơn rồi; nhận tiền của; lấy tiền của dân; chia tiền;"
            "làm giả chữ ký; giả chữ ký; khai gian; ký khống; đút túi; tiền luật; biết điều;"
            "làm tiền; dùng xe công; lấy tiền quỹ; tiêu tiền quỹ; lấy tiền công; bán suất đất"
        ),
    ]
)
_OFFICE_BREACH = _any_of(_OFFICE_BREACHES)
#: Winnings of a game, and wrongs that a proposal wants prevented, accuse nobody.
_WRONG = rf"(?:{_branches(_OFFICE_BREACHES)}|tham nhũng|tham nhung|tiêu cực|tieu cuc|lãng phí)"
_NO_BREACH = re.compile(
    r"(?:xóc đĩa|xoc dia|đánh bài|danh bai|đánh bạc|danh bac|chơi bài|choi bai|trò chơi|tro choi"
    r"|đá gà|chọi gà|cá cược|ca cuoc) (?:ăn tiền|an tien)"
    rf"|(?:để|nhằm|de|nham) (?:phòng,? |phong,? )?(?:chống|chong|ngừa|ngua|tránh|ngăn chặn)"
    rf" {_WRONG}(?:(?:,| và| va|, và) {_WRONG})*"
)
#: Money asked for before something is done: "đòi 30 triệu mới ký".
_DEMAND = re.compile(
    r"(?=[đdvegb])(?<!\w)(?:đòi|doi|vòi|voi|ép|bắt|gợi ý|goi y)(?: \w{1,7}){0,4}?"
    r" (?:[0-9][0-9.,]{0,11} ?(?:triệu|trieu|tr|nghìn|k)|tiền|tien|phong bì|phong bi)"
    r"(?: \w{1,7}){0,2}? (?:mới|moi|thì mới|thi moi)(?!\w)"
)
#: The three of a favour bought: money, somebody takes or gives it, something is done for it.
_MONEY = (
    r"(?:[0-9][0-9.,]{0,11} ?(?:triệu|trieu|trăm|tram|tr|củ|cu|tỷ|ty|nghìn|nghin|k)"
    r"|tiền|tien|quà|phong bì|phong bi)(?!\w)"
)
_HANDED = re.compile(
    r"(?<!\w)(?:nhận|nhan|lấy|lay|thu|cầm|cam|ăn|đòi|doi|vòi|voi|bắt|bat|ép|ep|biếu|bieu|lót|lot"
    rf"|kẹp|kep|dúi|dui|đưa|dua|(?:phải|phai|thì|thi|bảo|bao) chi|(?:bảo|bao) (?:nộp|nop)"
    r"|gợi ý|goi y|bồi dưỡng|boi duong)"
    rf"(?: \w{{1,7}}){{0,4}}? {_MONEY}"
    r"|(?<!\w)(?:dúi|dui|kẹp|kep|lót|lot) [0-9]"
)
_IN_RETURN = re.compile(
    r"(?<!\w)(?:(?:mới|moi) (?:chịu|chiu|cho|ký|ky|làm|lam|mổ|đo|duyệt|duyet|được|duoc|xong|giải)"
    r"|(?:thì|thi|là|la) (?:sẽ |được |duoc )?(?:cho qua|bỏ qua|bo qua|cho đi|cho di|khỏi|khoi|yên"
    r"|xong|có ngay|co ngay|không bị|khong bi|làm ngơ|mới)"
    r"|hôm sau (?:có|xong|được|là)|hom sau (?:co|xong|duoc|la)"
    r"|(?:không|khong) (?:đưa|dua|nộp|nop|chi|có tiền|co tien)(?: tiền| tien)? (?:thì|thi|là|la)"
    r"|tháng nào cũng|thang nao cung|(?:mỗi|hàng) tháng|(?:moi|hang) thang"
    r"|không bao giờ|khong bao gio|để (?:lo|làm|chạy|cho|bỏ)|de (?:lo|lam|chay)"
    r"|(?:bảo|bao) (?:đưa|dua|nộp|nop|chi)|(?:muốn|muon)(?: \w{1,7}){0,5}? (?:thì|thi)"
    r"|để (?:được|cho con)|de (?:duoc|cho con)"
    r"|rồi (?:chỉnh|sửa|cho qua|bỏ qua|ký|im)|roi (?:chinh|sua|cho qua|bo qua|ky)"
    r"|chạy|bôi trơn)(?!\w)"
)
#: Money that is owed or lawful, and money refused.
_LAWFUL = re.compile(
    r"(?<!không )(?<!không có )(?<!khong )(?<!khong co )(?<!\w)(?:biên lai|bien lai)(?!\w)"
    r"|(?<!\w)(?:nộp phạt|tiền phạt|lệ phí|le phi|tiền cọc|tien coc|đặt cọc|tiền thuê|tien thue"
    r"|tiền sử dụng|tiền thuế|thuế đất|nộp phí|đóng phí"
    r"|tiền (?:rác|vệ sinh|điện|nước|học)|tien (?:rac|ve sinh|dien|nuoc|hoc)|lương|luong"
    r"|trợ cấp|tro cap|phụ cấp|hưu|không nhận|khong nhan|đối tượng|kẻ gian)(?!\w)"
)
_KIN = re.compile(
    r"(?<!\w)(?:cấp|bán|chia|đưa|cho|tuyển|nhận|bổ nhiệm|ưu ái|trúng|giao|là|vì|với)"
    r"(?: \w{1,7}){0,4}? (?:cháu ruột|em vợ|em ruột|anh em họ|họ hàng|người nhà|anh rể|em rể"
    r"|con rể|con dâu|nhà vợ|công ty (?:của )?(?:vợ|con|em)"
    r"|(?:con|cháu|em|anh|chị|vợ|chồng)(?: trai| gái)? (?:của )?(?:ông|bà|lão) (?:ta|ấy))(?!\w)"
    r"(?! (?:tôi|em|mình|chúng tôi)(?!\w))"
)
#: Blows are no office's right.
_BLOWS = re.compile(
    r"(?<!\w)(?:công an|cong an|cảnh sát|csgt|dân phòng|dan phong|cán bộ|can bo)(?: \w{1,7}){0,3}?"
    r" (?:đánh|danh|tát|đấm|đạp|ép cung|bức cung) (?:tôi|toi|con|cháu|chau|em|dân|dan|người|nguoi"
    r"|anh|chồng|chong|đập|dap)(?!\w)"
)
#: An official asked or thanked, or whom somebody only pretends to be, is accused of nothing.
_ADDRESSED = re.compile(
    r"(?<!\w)(?:đề nghị|de nghi|mong|nhờ|nho|báo|bao|trình báo|kính gửi|kính mong|cảm ơn|cam on"
    r"|khen)"
    r" (?:các |cac )?(?:anh |cơ quan |đồng chí )?(?:công an|cong an|cảnh sát|chủ tịch|lãnh đạo"
    r"|thanh tra|cán bộ)(?!\w)|,? (?:công an|chính quyền)(?: \w{1,7}){0,2}"
    r" (?:có (?:quản lý|biết|xử lý)(?: \w{1,7}){0,2} không|ở đâu)"
)
_PRETENDED = re.compile(
    r"(?<!\w)(?:giả danh|gia danh|mạo danh|mao danh|tự xưng|tu xung|xưng là|xung la|giả làm)"
    r" (?:là |la )?(?:cán bộ|can bo|công an|cong an|nhân viên|nhan vien|cảnh sát)(?!\w)"
)
_TITLE = _any_of(
    _spellings(
        "cán bộ; chủ tịch; bí thư; công an; cảnh sát; giám đốc; trưởng phòng; phó phòng;"
        "hiệu trưởng; thanh tra; địa chính; kế toán; thủ quỹ; tổ trưởng; trưởng thôn; trưởng bản;"
        "lãnh đạo; đội trưởng; công chức; viên chức; đảng viên; nhân viên; ông ta; bà ta; ông ấy;"
        "bà ấy; lão ta; thuế viên; kiểm lâm; chấp hành viên; thẩm phán; đăng kiểm viên;"
        "kiểm sát viên; trưởng khoa; trật tự phường; tổ kiểm tra;"
        "hiệu phó; đội thuế;"
        "đoàn kiểm tra; trưởng ban; phó ban; trưởng trạm; trưởng ấp; quản lý thị trường",
        "hắn; csgt; qltt",
    )
)
_CRIME = _any_of(
    _spellings(
        "buôn ma túy; buôn ma tuý; bán ma túy; bán ma tuý; sử dụng ma túy; hút ma túy; chơi ma túy;"
        "nghiện ma túy; tàng trữ ma túy; đánh bạc; sòng bạc; chơi cờ bạc; tổ chức cờ bạc;"
        "ghi lô đề; đánh lô đề; cá độ bóng đá; bị cướp; cướp giật; cướp của; trộm cắp; bị trộm;"
        "mất trộm; kẻ trộm; ăn trộm; lấy trộm; trộm xe; lừa đảo; bị lừa tiền; mại dâm; nặng lãi;"
        "tín dụng đen; xâm hại tình dục; xâm hại trẻ; hiếp dâm; giết người; đâm chém; buôn lậu;"
        "bắt cóc; tống tiền; cưỡng đoạt; chiếm đoạt tài sản; đòi nợ thuê; xã hội đen; rửa tiền;"
        "buôn người; hút chích; chích hút; hàng cấm; giả danh; xóc đĩa; con bạc; bị lừa; giật túi;"
        "giật dây chuyền; giật điện thoại; bóng cười; dâm ô; bán dâm; móc ví; trộm cắt;"
        "bọn trộm; tên trộm; đối tượng trộm; hack facebook; bị hack; kẻ gian; móc túi;"
        "bẻ khóa; bẻ khoá; đối tượng lừa;"
        "siết nợ; ném chất bẩn; tạt sơn; đòi nợ kiểu",
        "ma túy; ma tuý; cờ bạc; lô đề; cá độ; cướp",
    )
)
#: In front of a phrase: it is feared, prevented, denied or only talked about.
_CAUTIOUS = _spellings(
    "dễ; sợ; nguy cơ; phòng; chống; chữa; tránh; ngăn; ngăn chặn; đẩy lùi; đấu tranh với; nếu; lỡ;"
    "nhỡ; kẻo; khi; suýt; có thể; không; chưa; kinh nghiệm; sau vụ; đèn; bóng; trang; web; mạng;"
    "hệ thống; luật; từng; thường xuyên; hay; hàng năm"
)
_TALKED_ABOUT = _spellings("bài học; diễn tập; tập huấn; tuyên truyền; bàn về; hội thảo; phim")
_UNREAL = re.compile(
    rf"(?<!\w)(?:{_branches([*_CAUTIOUS, *map(fold, _CAUTIOUS)])}"
    r"(?: (?:bị|bi|xảy|ra|có|co|gây|ai|một))?(?: \w{1,7})?"
    rf"|{_branches(_TALKED_ABOUT)}(?: \w{{1,7}}){{0,5}}) $"
)
#: Behind a phrase: it is long over.
_OVER = re.compile(
    r"năm (?:ngoái|trước|[12][0-9]{3})|nam ngoai|(?:tháng|tuần) trước|từ đầu năm|hồi (?:tháng|năm)"
)
#: "to cao" alone may as well be "big and tall".
_ACCUSATION = re.compile(
    r"(?<!\w)(?:tố cáo|tố giác|to giac|(?<=toi )to cao|(?<=don )to cao)(?!\w)", re.IGNORECASE
)
_ME_BEFORE = re.compile(r"(?<!\w)(?:tôi|em|toi)(?:,? \w{1,7}){0,4},? $", re.IGNORECASE)
_NONE_BEFORE = re.compile(
    r"(?<!\w)(?:không|chưa|khong|chua|luật|giải quyết|tiếp nhận|xử lý|công tác)"
    r"(?:,? \w{1,7}){0,2},? $",
    re.IGNORECASE,
)
#: "Cho tôi hỏi muốn gửi đơn tố cáo thì nộp ở đâu": nobody is accused yet.
_ASKED = re.compile(r"(?<!\w)(?:cho|xin|muốn|muon)(?: \w{1,7})? (?:hỏi|hoi)(?!\w)", re.IGNORECASE)
_NAMED = re.compile(
    r"(?=[ÔôOoBbAaCcTtLl])(?<!\w)(?:[ÔôOo]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Tt]hằng|[Tt]ên|[Ll]ão)"
    r" (?!(?:CA[PXT]?|CATP|CS[A-Z]{1,4}|UBND|PCCC)(?!\w))[A-ZĐÀ-ÝĂĨŨƠƯẠ-Ỹ]\w"
)
_SENTENCE_END = re.compile(r"[.!?;…](?=\s|$)|\n")
_CLAUSE_END = re.compile(r"[,:()–-]")


def danger_numbers(text: str) -> tuple[str, ...]:
    """Emergency numbers that `text` suggests calling now, the most likely first; () for none."""
    votes: Counter[str] = Counter()
    for sentence in _sentences(text.lower()):
        votes.update(_NUMBER_OF[phrase] for phrase in _present(_DANGER, sentence))
        if _CHILD.search(sentence) and any(_present(_VIOLENCE, sentence)):
            votes["111"] += 1
    order = list(_DANGERS)
    return tuple(sorted(votes, key=lambda number: (-votes[number], order.index(number))))


def suggests_denunciation(text: str) -> bool:
    """Whether `text` seems to accuse a named or titled person of breaking the law."""
    sentences = _sentences(text)
    if not _may_accuse("\n".join(sentences)):
        return False
    return any(_accuses(sentence) for sentence in sentences) or any(
        _accuse_together(*pair) for pair in pairwise(sentences)
    )


def _may_accuse(lines: str) -> bool:
    """Whether any of the sentences has a word that accusing begins with: most texts have none, and
    one look at all of them costs less than several at each. No pattern reads across lines.
    """
    told = _told(lines.lower())
    tells = (_OFFICE_BREACH, _BREACH, _KIN, _BLOWS, _DEMAND, _HANDED)
    return any(each.search(told) for each in tells) or bool(_ACCUSATION.search(lines))


def suggests_crime(text: str) -> bool:
    """Whether `text` seems to tell of a crime, whoever did it."""
    return any(any(_present(_CRIME, sentence)) for sentence in _sentences(text.lower()))


#: Office-holders of whom there is one in a place: naming the office points at the person.
_OFFICE = _any_of(
    _spellings(
        "chủ tịch; phó chủ tịch; bí thư; phó bí thư; giám đốc; phó giám đốc; hiệu trưởng;"
        "trưởng phòng; phó phòng; trưởng công an; trưởng thôn; tổ trưởng; đội trưởng; kế toán"
        " trưởng; thủ quỹ"
    )
)


def names_somebody(text: str) -> bool:
    """Whether `text` points at one person: by name behind "ông", "bà", or by an office that one
    person holds.
    """
    return any(_NAMED.search(piece) or _OFFICE.search(piece.lower()) for piece in _sentences(text))


def _sentences(text: str) -> list[str]:
    pieces = (" ".join(piece.split()) for piece in _SENTENCE_END.split(text))
    return [piece for piece in pieces if len(piece) > 1]


def _present(pattern: re.Pattern[str], sentence: str) -> Iterator[str]:
    """The phrases found, less those that are feared, prevented, denied or long over."""
    for match in pattern.finditer(sentence):
        before = _CLAUSE_END.split(sentence[max(0, match.start() - 40) : match.start()])[-1]
        if not _UNREAL.search(before) and not _OVER.search(sentence, match.end(), match.end() + 40):
            yield match[0]


def _accuses(sentence: str) -> bool:
    if _accuses_of_breach(sentence):
        return True
    accusation = _ACCUSATION.search(sentence)
    if accusation is None:
        return False
    before = sentence[max(0, accusation.start() - 40) : accusation.start()]
    if _NONE_BEFORE.search(before):
        return False
    mine = _ME_BEFORE.search(before) and not _ASKED.search(before)
    return bool(mine) or _mentions_somebody(sentence[accusation.end() :])


def _accuses_of_breach(sentence: str) -> bool:
    told = _told(sentence.lower())
    of_office = any(_present(_OFFICE_BREACH, told))
    if not (of_office or any(_present(_BREACH, told)) or _tells_of_favour(told)):
        return False
    meant = told if of_office else _ADDRESSED.sub("…", told)
    return bool(_TITLE.search(meant) or _NAMED.search(sentence))


def _accuse_together(one: str, other: str) -> bool:
    """Who in one sentence, and in the next, or in the title before it, what only they can do."""
    return any(
        _mentions_somebody(who) and any(_present(_OFFICE_BREACH, _told(what.lower())))
        for who, what in ((one, other), (other, one))
    )


def _tells_of_favour(told: str) -> bool:
    if _KIN.search(told) or _BLOWS.search(told):
        return True
    if _LAWFUL.search(told):
        return False
    if any(_present(_DEMAND, told)):
        return True
    return all(pattern.search(told) for pattern in (_HANDED, _IN_RETURN))


def _told(sentence: str) -> str:
    """What is left to accuse anybody of, or to accuse."""
    return _PRETENDED.sub("…", _NO_BREACH.sub("…", sentence))


def _mentions_somebody(sentence: str) -> bool:
    return bool(_TITLE.search(sentence.lower()) or _NAMED.search(sentence))
