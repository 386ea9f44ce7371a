"""Comments invented for tests: clean ones that look otherwise, and hostile ones that try not to."""

from tests.domain.more_invented_comments import MORE_CLEAN, MORE_HOSTILE, MORE_PROBLEMS

#: Nothing of this may be held.
CLEAN = """
Lon bia, lon nước ngọt vứt đầy ghế đá công viên
lon bia lon nuoc vut day cong vien, cac bac nhac nhau giu ve sinh
cac ban oi buoi toi nay co hop to dan pho khong
Con chó nhà bên sủa suốt đêm, phường nhắc giúp
con cho nha ben sua suot dem khong ai ngu duoc
Bọn chó thả rông cắn trẻ con, đề nghị bắt nhốt
Giáo dục là quốc sách, trường nên dạy trẻ phân loại rác
giao duc y thuc cho tre em truoc da
Xe rác làm rơi vãi khắp đường
rac roi vai day duong, gio bay mu mit
Nhà sư và các vãi trong chùa rất hiền
Tôi đeo khẩu trang cả ngày vì bụi
toi deo khau trang, deo kinh ma van cay mat
Buổi sáng, buổi chiều, buổi tối đều tắc
buoi sang buoi chieu buoi toi deu tac duong
Bưởi Diễn năm nay được mùa
Đèo Hải Vân đẹp quá, nên làm cáp treo không?
đường đèo dốc mà không có đèn
Cán bộ làm việc quá chậm, thái độ hách dịch, dân rất bức xúc
Quản lý yếu kém, lãng phí tiền thuế của dân
Ủy ban chỉ giỏi họp, mười năm không làm được việc gì ra hồn
Nói thì hay, làm thì dở. Thất vọng toàn tập!
Dự án này là một sự lãng phí khủng khiếp, ai chịu trách nhiệm?
Phường vô trách nhiệm, gọi mười lần không ai nghe máy
Các ông bà lãnh đạo thử đi xe buýt một tuần xem
Báo cáo toàn thành tích, thực tế thì ngược lại
Quy hoạch dở tệ, đào lên lấp xuống quanh năm
Công ty cây xanh chặt cây vô tội vạ, thật đáng xấu hổ
Bệnh viện thành phố làm ăn tắc trách, chờ bốn tiếng không ai khám
Trung tâm hành chính công hành dân là chính
Thanh tra ở đâu mà để công trình xây vượt tầng?
Bài viết một chiều, nhà báo nên hỏi cả người dân
Giải thích như vậy là coi thường người dân
Tôi phản đối chủ trương thu phí này, đề nghị bỏ ngay
Sở Xây dựng trả lời vòng vo, không đúng câu hỏi
Thằng bé nhà tôi suýt ngã vì nắp cống
Thằng cháu nội tôi học lớp 3
mấy thằng nhóc đá bóng vui lắm
Cháu nó ngủ ngon, đừng bấm còi nữa
Hạt óc chó ở chợ này bán đắt quá
Quả óc chó và hạt điều là đặc sản
Bát cháo lòng lợn ở đầu ngõ ngon
Nuôi bò, nuôi lợn trong khu dân cư là không nên
Xe chở súc vật chạy qua phố gây mùi
Cứt chó đầy vỉa hè, ai nuôi chó nên mang túi hót
Mèo hoang nhiều quá, tiếng kêu méo mó cả đêm
Mẹ nó đi làm, bố nó trông con, tội nghiệp
Ăn mày ở ngã tư nhiều, nên có chỗ cho họ ở
Cau mày nhìn hóa đơn tiền nước
Đồ chơi trong công viên bị gãy
Đồ ngủ, đồ bộ bán ở vỉa hè
Lũ trẻ thích lắm, lũ lụt thì lo
Bọn trẻ chỗ tôi có sân chơi rồi, cảm ơn
Quân đội giúp dân chống bão, cảm ơn các chú
Vật liệu VLXD tập kết đầy đường
Ở Vĩnh Long cũng làm cách này
Tấm biển rộng 5 dm mà chữ bé tí
tốn 20 đ cũng phải tiếc
Vé xe 7.000 đ một lượt là hợp lý
hồ sơ số 12, tầng 3, tòa A, lối B
T.P nên học tập Đ.N
Anh N.V.A và chị T.T.B ở tổ 5 làm rất tốt
Ông V.C.L, 45 tuổi, cho biết đường đã sửa xong
theo ông Đ.M. Tuấn thì cuối năm xong
GS. Đ.M.Hùng nói đúng
TP.HCM, TP. Hà Nội, Q.1, P.5 đều vậy
k bít gửi ở đâu, ai chỉ e vs
mik thấy cx đc mà, mn nghĩ s
chs nch vs ad đi, hum nay tui rảnh
hihi hay wá, thik lém
hahaha đúng rồi kkkkkk
uiii đẹp xỉuuuuu luônnnn
Đẹppp quá trờiii
ok
👍
❤️❤️❤️ yêu Hà Nội
1
Tuyệt vời!!!
Hoà bình, hòa thuận, thuỷ lợi, thủy lợi, quý vị, quí vị
Ｃảm ơn ban biên tập
This park is beautiful, thanks to the workers.
Why is the classic assessment so slow? Please pass this on.
We need more buses, the 32 is always full.
I disagree with the fee. It is unfair to poor people.
Merci beaucoup pour le parc!
公园很漂亮
Парк очень красивый
Nghe nói phường sắp làm lại đường, có đúng không ạ?
Nghe nói tháng sau mở tuyến buýt mới, mừng quá
Cho hỏi bao giờ cắt nước để còn trữ nước dùng?
Bạn tôi làm trong bệnh viện rất vất vả
Lịch cắt điện tuần này xem ở đâu?
Đề nghị mọi người mang theo căn cước khi đi làm thủ tục
Đừng mang theo gạch đá vào sân bóng
Không được đốt rác gần trụ sở ủy ban
Nhóm thanh niên mang theo hung khí đuổi nhau trước cổng trường, mong công an xử lý
Tôi bị hàng xóm dọa giết, đã báo công an phường
Khởi nghĩa Nam Kỳ là một mốc lịch sử
Phố Nam Kỳ Khởi Nghĩa tắc cả ngày
Bà con xuống đường cổ vũ đội tuyển rất vui
Dân tỉnh lẻ như tôi ra phố thấy choáng ngợp
Quê tôi ở Thanh Hóa, ra đây làm công nhân
Người khuyết tật cần lối đi riêng cho xe lăn
Người Tày, người Mông ở đây rất hiếu khách
Dân tộc ta có truyền thống yêu nước
Tờ rơi vay tiền nhanh dán kín cột điện, đề nghị xử lý
Quảng cáo khoan cắt bê tông, hút bể phốt bôi bẩn tường
Cảnh báo: chiêu việc nhẹ lương cao qua Telegram là lừa đảo
Quán cà phê đầu ngõ tổ chức cá cược bóng đá, đề nghị công an kiểm tra
Giá nhà đất tăng quá, dân nghèo không mua nổi
Chợ bán đồ giá rẻ cho công nhân, rất hay
Cho thuê xe đạp công cộng là ý tưởng tốt
Nhà tôi bán nước ở vỉa hè, nay xin được sắp xếp chỗ
Xem thông báo tại https://hanoi.gov.vn/thong-bao nhé
Báo đã nêu ở vnexpress.net từ năm ngoái
Bản đồ đây: https://maps.app.goo.gl/abc123
Công văn số 123/UBND.VP ngày 2/3 đã nói rõ.Tôi đồng ý
Tôi chờ mãi.Bao giờ xong?
ASEAN, WTO, UNESCO đều khen
Đường số 5, ngõ 12/3, không có đèn
Lớp học a, b, c đều thiếu quạt
Công trình A B C D chậm tiến độ
C Ả M Ơ N các bác
Xin cảm ơn - rất hữu ích - mong làm tiếp
Năm 2019 - 2025 đã đầu tư 3 tỷ
m2 đất ở đây giá cao, d1 và d2 là hai tòa
Phòng b1, tầng b2, cột c4
email của ban quản lý là gì vậy?
Chính sách ngu dân thời Pháp thuộc được kể trong bảo tàng
Thuốc trị muỗi nên phun thường xuyên
Giảm giá vé cho học sinh, sinh viên là đúng
Con đường này chết người như chơi, phải làm gấp
Chó cắn người, chủ không rọ mõm
Đái bậy ở chân cầu, mùi không chịu nổi
Dái tai, vành tai bị thương vì pháo
Đĩa bay, đĩa nhạc, bát đĩa
Đi địa điểm nào cũng tắc
Đụng xe ở ngã ba, đu đủ đổ ra đường
du ma troi mua van phai di lam
tien du ma khong sua duong
vai lon bia vut o goc cau
dau buoi hop noi hay lam
con cac bac thi sao
mat day duong lun xuong
do cho hang rong lan chiem via he
thang cho toi la thang may
mu mit khoi bui, tac tho
bu cac khoan thu sai cho dan
Cặp đôi, cắc bạc, các cụ
Bé lon ton chạy ra sân
Lớn tiếng cãi nhau ngoài đường, lộn xộn
Bỏ ống hút, bỏ lon, bỏ chai vào thùng
Người ta chửi tôi là đồ điên vì nhắc đổ rác
Câm điếc là một khuyết tật, cần phiên dịch
Im lặng giờ nghỉ trưa giúp
Cút bắt là trò chơi dân gian
Trứng cút lộn ở cổng chợ ngon
Tao nhã, thanh tao là phong cách Hà Nội
Rác rưởi chất đầy chân cầu
""".strip().splitlines()

#: What has to be held, by its code.
HOSTILE = {
    "insult_sure": """
Địt mẹ chúng mày làm ăn thế à
đị.t m.ẹ tắc đường
đ ị t m ẹ
djt me bon nay
d1t m3 may thang lam duong
dit me tac duong
đjt mẹ tắc
Đ.M toàn lũ ăn hại
đ m chán thật
đm đường gì mà xấu
dm tắc cả ngày
ĐKM làm với chả ăn
dcm lam an
vcl tắc từ sáng
V.C.L đường xấu
v c l luôn
vkl chậm
vãi lồn đường
vãi cả l.ồ.n
như lồn
nhìn như l0n
nhìn như ł0n
thiết kế như l*n
như c*c
như cặccc
nhu c4c
nhu c@c vay
nhìn như con cặc
lồ n gì thế này, như l.ồ.n
đéo hiểu làm ăn kiểu gì
đéooo ai nghe
đ*o ai quan tâm
deo hieu lam kieu gi
lồnnnn
l\u0300ồn
ｌồｎ
lо̂̀n má
buồi ấy mà làm
b.u.ồ.i
như đầu buồi
đụ má tắc hoài
đu má tắc hoài
Đụ mẹ tụi bây
tiên sư bố chúng mày
tien su bo chung may
tổ sư cha thằng nào đào đường
mả mẹ thằng nào đổ rác
đồ khốn nạn
khon nan het cho noi
lũ khốn, làm khổ dân
thằng ngu nào nghĩ ra trò này
đồ ngu
lũ óc chó quy hoạch
óc lợn nghĩ ra cái này
ngu như bò
ngu nhu bo
lũ mất dạy
bọn vô học
đồ súc vật
đồ chó đẻ
thằng chó
bọn chó má
con đĩ bán hàng rong
câm mồm đi
cam mom di
ngậm họng lại
im mồm
đồ ăn hại
bọn ăn hại
fuck this city
F.U.C.K you all
fuuuck
what a bitch
motherfucker
ngu vãi
ngu vl
clgt đường với chả xá
mẹ kiếp tắc mãi
quần què gì đây
xấu vl
đ!t mẹ
tắc vãi lol
bú cặc
ăn cứt đi
đồ rác rưởi
lũ cặn bã
đkm tụi mày
cẩu quan
""",
    "insult_suspect": """
Ngu thế mà vl
thằng điên nào lại làm thế, éo chịu được
mày biết tao là ai không
""",
    "hate": """
bọn nhà quê kéo ra làm bẩn phố
Lũ tỉnh lẻ cút hết đi
cút về quê mà ở
đuổi hết bọn nó về quê
bọn bắc kỳ ăn ở bẩn
lũ bắc kì
đồ mọi rợ
đám mọi đen
tàu khựa cút
thằng bê đê
đàn bà thì biết gì
parky bẩn tính
""",
    "threat": """
Tao giết cả nhà mày
bố mày sẽ đập chết mày
gặp là tao chém
liệu hồn đấy
mày sẽ biết tay tao
đập vỡ mặt chúng nó ra
giết chết chúng nó đi
coi chừng tao
đốt nhà nó đi
""",
    "incitement": """
Mai mang theo gạch đá đến trụ sở
tụ tập trước cổng phường làm cho ra lẽ
kéo nhau lên ủy ban làm cho ra nhẽ
đập phá trụ sở đi bà con
anh em vác gậy ra chặn xe
""",
    "advertising": """
Vay tiền nhanh trong ngày, lh 0900001999
vay tien nhanh lien he 0900001999
Cho vay tín chấp không thế chấp, zalo 0900001998
Kiếm 5 triệu mỗi ngày tại nhà, inbox em
Tuyển cộng tác viên online, hoa hồng cao, ib nhé
việc nhẹ lương cao, liên hệ telegram
Nhà cái uy tín số 1, nạp 100 tặng 50
Bán căn hộ view hồ, sổ hồng riêng, LH 0900 001 997
Chính chủ bán gấp nhà mặt phố, gọi em 0900001996
Sim số đẹp giá gốc, zalo em
Đặc trị dứt điểm xương khớp, để lại sđt
Giảm cân cấp tốc, inbox shop
Làm bằng đại học, zalo 0900001995
Xem ngay clip nóng tại link
soi cầu chốt số miễn phí, kết bạn zalo
Earn cash online, 200 per day, click here
Giảm sốc 70, mua ngay kẻo hết
""",
    "link": """
xem ở đây nhé http://trang-la.example/abc
vào trang-la.com đi
hay lắm hxxp://trang-la.example
vào b88 . com mà xem
ủng hộ mình tại www.trang-la.vn
trang-la (chấm) com
""",
    "short_link": """
xem bit.ly/abc nhé
https://tinyurl.com/xyz
""",
    "lookalike_host": """
nộp phạt tại http://dichvucong.gov.vn.nop-phat.top
vào https://vnexpr3ss.net đọc
http://gov-vn.com/nhan-tien
http://vnexpress.net.tin24.info
đăng nhập http://xn--vietcmbank-9xa.example
""",
    "unverified_claim": """
Nghe nói sắp vỡ đập, mọi người sơ tán ngay
Tin nội bộ: ngân hàng sắp phá sản, rút tiền ngay
Nghe đồn nước nhiễm độc, chia sẻ gấp cho mọi người
nghe noi sap cat nuoc 10 ngay, mua nuoc tich tru di
Bạn em làm trong viện bảo có người chết hàng loạt mà giấu dịch
trên mạng nói bắt cóc trẻ em khắp nơi, share ngay
""",
    "denunciation": """
Ông Nguyễn Văn Thử cán bộ địa chính nhận hối lộ 50 triệu
Bà Mẫu kế toán tham ô tiền của trường
Tôi tố cáo ông Trần Giả đòi tiền bôi trơn
Chủ tịch phường bao che cho xây dựng trái phép để nhận phong bì
""",
    "unreadable": """
asdfghjkl qwrtpsdfg zxcvbnm
ThÃ nh phá»‘ nÃ y Ä‘áº¹p quÃ¡
""",
    "empty": """
...
?!?!
-
""",
}

#: What may become a complaint.
PROBLEMS = """
đống rác đầu ngõ cả tuần không ai dọn
rac dau ngo ca tuan khong ai don
Cứ mưa là ngập đến nửa bánh xe
Đèn đường ngõ 12 hỏng hai tuần rồi
den duong hong 2 tuan nay
Mất nước từ sáng đến giờ
Karaoke hát đến khuya không ngủ được
Nắp cống vỡ trước cổng trường
Xe tải đỗ kín vỉa hè
Hồ sơ đất của tôi quá hạn ba tháng chưa được giải quyết
Chó thả rông cắn trẻ con
Nhà bên xây thêm tầng không phép
Bài ghi sai ngày tổ chức, đề nghị đính chính
Bảng số liệu cộng lại không khớp
Mùi hôi từ xưởng nhuộm nồng nặc
Cây xà cừ trước nhà sắp đổ
Bãi xe thu quá quy định
Quán lấn chiếm lòng đường
Nhờ chuyển giúp đến cơ quan chức năng
ổ gà to giữa đường
""".strip().splitlines()

CLEAN += MORE_CLEAN
PROBLEMS += MORE_PROBLEMS
HOSTILE |= {code: HOSTILE[code] + lines.lstrip() for code, lines in MORE_HOSTILE.items()}
