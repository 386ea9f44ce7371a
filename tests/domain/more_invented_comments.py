"""More invented comments, each wording unlike the ones before."""

#: Nothing of this may be held.
MORE_CLEAN = """
that vong ve cach tra loi cua so, vo trach nhiem het muc
Một đám cán bộ ngồi chơi xơi nước, nên tinh giản ngay
Đường như ruộng cày mà cũng nghiệm thu được, lạ thật
Cái quy hoạch này ngớ ngẩn không thể tưởng tượng nổi
Các vị ngồi phòng lạnh vẽ dự án trên giấy thì biết gì khổ của dân
Công ty thoát nước bất tài thì nhường cho đơn vị khác làm
Lãnh đạo vô cảm, dân kêu mãi chẳng ai đoái hoài
Báo gì mà viết như loa phường, chẳng có chút phản biện nào
Chết cười với cái biển cấm chó mà vẽ con mèo
Đàn bà con gái đi tập thể dục buổi tối cần thêm đèn
Bố tao ngày xưa cũng đào con kênh này, tự hào
Cho vay vốn hộ nghèo là chính sách tốt, mong mở rộng
Ngu ngơ như tôi mà cũng nộp hồ sơ mạng được, hay thật
Đứa nào cũng thích ra hồ chơi, kể cả thằng cu nhà tôi
Mẹ mày ơi xem này, công viên làng mình lên báo
Đánh cầu lông, đá bóng cần có sân riêng, đừng chung với trẻ nhỏ
Thông tin từ phường: mai cắt điện cả ngày để sửa trạm
Công an có mặt tại hiện trường thu giữ hung khí của nhóm thanh niên
Tối nay công an chặn xe kiểm tra nồng độ cồn ở đầu cầu
Bà con ra đường hôm nay chú ý, rào chắn chặn hết lối đi
Cả xóm khổ vì xe tải chặn cửa, đổ gạch đá ra đường
Cả phường xuống đường diễu hành mừng lễ rất vui
Nghe nói chợ mới rẻ, đi mua thử xem sao
Nghe mấy bà kể công viên có nhạc nước, đẹp lắm
Người miền Trung quanh năm chống lũ, thương lắm
Dân miền núi lên phố khám bệnh rất vất vả
Mấy đứa khuyết tật ở trung tâm rất ngoan và khéo tay
Người khuyết tật ở nhà mãi cũng buồn, cần lối đi xe lăn
Sao lại đuổi người nhập cư, họ đóng góp cho thành phố mà
Người nhập cư không phải là gánh nặng của thành phố
Con gái tôi học mãi mà biết gì đâu, thầy cô giúp thêm
Phụ nữ lái xe rất cẩn thận, đừng kỳ thị
Cán bộ đến tận nhà xử lý hồ sơ cho người già, tuyệt vời
Côn đồ đến tận nhà đập phá, mong công an bảo vệ dân
Cháy chung cư cả nhà suýt mất mạng, phải kiểm tra lối thoát hiểm
Đi qua đoạn này coi chừng có ngày mất mạng vì ổ gà
Lũ chuột cống chạy khắp chợ, đề nghị diệt
Đám rác rưởi chất đống sau trường
Lũ giòi bọ lúc nhúc ở bãi rác
Đeo rọ mõm chó khi ra đường là đúng luật
Đầu ngõ toàn phân chó, ai đi qua cũng bịt mũi
Gà chết toi cả đàn vì nước thải
Loài thú vật trong công viên cần được chăm sóc
Giống lợn này nuôi tốt lắm
Hàng xóm chửi cả họ nhà tôi vì tôi nhắc đổ rác
Tôi bị hàng xóm đánh cho một trận nhừ đòn, đã báo công an
Xe tải đâm chết con chó rồi bỏ chạy
Ông X đánh gãy răng vợ, tổ dân phố cần can thiệp
Hỗ trợ vay vốn lãi suất ưu đãi cho hộ nghèo là rất tốt
Công nhân lương 6 triệu, giá thuê nhà từ 3 triệu thì sống sao nổi
May đồng phục cho con đắt quá, giá mỗi bộ 400 nghìn
Chỉ còn 2 chỗ đỗ xe cho cả tòa nhà
Làm thủ tục giờ chỉ cần căn cước, nhanh thật
Tải app của thành phố để nhận kết quả, tiện lắm
Tham gia khảo sát của phường thì nộp phiếu ở đâu ạ?
Khóa học bơi miễn phí cho trẻ đăng ký ở đâu?
Đất đấu giá giá cao quá, dân không mua nổi
Phường cần 5 nhân viên nữa ở bộ phận một cửa
Thuốc ở trạm y tế giảm đau tốt, giá rẻ
Giá xăng lại tăng, dân nghèo khổ thêm
Mẹ ơi bố mày về rồi kìa, bà hàng xóm gọi con như thế nghe vui tai
Chúng nó đổ rác trộm ban đêm, mong lắp camera
Bọn trẻ xóm tôi điên cuồng vì bóng đá
Thằng bé bị điên do di chứng sốt, gia đình rất khổ
Sống như thế này thì làm sao chịu nổi, ồn suốt đêm
Ăn như mèo thế thì trẻ sao lớn được, bữa ăn ở trường ít quá
Tổ sư nghề gốm được thờ ở đình làng
Cụ tổ nhà tôi lập làng này từ thế kỷ 17
Ông nội mày ngày xưa đào con mương này đấy, bố tôi hay kể thế
Đào mồ mả di dời phục vụ dự án phải báo trước cho dân
Khóa mõm chó lại khi dắt ra công viên
Bà con mang dao rựa ra phát quang cỏ bờ mương sáng chủ nhật nhé
Mọi người chuẩn bị chổi, xẻng, tối nay dọn dẹp ngõ
Anh em mang búa đinh ra dựng rạp giúp nhà bác Tư
Đốt rác, đốt vàng mã khói mù mịt cả khu
Bao vây bởi công trường, khu tôi bụi quanh năm
Chính quyền phải đứng lên chịu trách nhiệm
Phá rào chắn cũ đi để lát lại vỉa hè
Mọi người cứ phá đèn, phá ghế thì tiền đâu mà sửa
Nhà thầu phá nát cái vỉa hè vừa lát xong
Ai cũng sợ chết khi qua cây cầu sắp sập này
Đồ cổ, đồ điện, đồ điên đảo gì cũng bán ở chợ này
Hội chợ bán đồ rẻ, thứ gì cũng có
Trả lời thế này khác gì coi dân là lũ ngốc
Đừng gọi họ là bọn vô học, họ chỉ nghèo thôi
Mù lòa, câm điếc đều cần được giúp
Bác sĩ nói mày đay không lây
Mặt dày mày dạn đi xin mãi mới được cái giấy
Chất gây ô nhiễm phải được công bố
Đừng ai vứt rác nữa nhé
Máy Dell ở phòng một cửa cũ quá
Cáp treo, cáp ngầm, mặt bằng đều chậm
Dự án đổ nát, bỏ hoang mười năm, ai chịu trách nhiệm
Nghe đài báo nói mai mưa to, bà con tránh ra đường
Xe cộ chạy ẩu, ra đường nhớ nhìn trước ngó sau con nhé
Cho nó vào viện khám ngay kẻo muộn, tôi nói thế mà trạm y tế không nhận
Tuyển sinh lớp 10 năm nay khó quá, học phí tăng
Shop hoa đầu phố lấn hết vỉa hè
Nhận sửa giày ở vỉa hè là nghề mưu sinh, đừng đuổi họ
Công ty này vô dụng, thay đi
Giám đốc sở trả lời cho có, chẳng giải quyết gì
Chủ tịch phường nên đi thực tế một lần
Cán bộ nhận tiền phạt phải đưa biên lai
""".strip().splitlines()

#: What has to be held, by its code.
MORE_HOSTILE = {
    "insult_sure": """
t0àn l0z làm với ăn
Lũ bất tài vô dụng, về nhà đuổi gà cho vợ đi
may bi ngu a, noi the ma cung noi duoc
đ.é.o ra cái thể thống gì
Mấy con mụ bán hàng mồm loa mép giải cút đi
Tiên sư cha nhà chúng nó, đào mãi không lấp
C.Ặ.C chứ sửa với chả sang
do oc cho, do con lon
Thằng mặt giặc nào duyệt cái dự án này thế
Cái loại mày sống chật đất
""",
    "hate": """
bon bac ky ra day lam ban ca pho
cái bọn gái quê lên phố chỉ giỏi làm cave
Dân nông thôn lên đây tống hết về quê cho sạch phố
Lũ tàn phế thì ở nhà, ra công viên làm gì cho vướng
Bọn Hồi giáo toàn lũ khủng bố, không cho xây nhà thờ
Mấy đứa nhập cư là rác của thành phố này
""",
    "threat": """
Mày cứ thử đào nữa xem, tao cho mày nằm viện
Tao biết con mày học lớp nào đấy nhé
Gặp thằng bảo vệ này ngoài đường tao đánh cho què giò
Tối nay tao qua tận nhà xử mày
Lão tổ trưởng kia, bố cho mày một trận nhừ đòn
""",
    "incitement": """
Kéo nhau ném trứng thối mắm tôm vào nhà thằng giám đốc đi mọi người
Bà con mang xăng ra đây, phải cháy thì họ mới nghe
Cả phường xuống đường đi, chặn hết xe không cho chạy
Đã đến lúc dân đứng lên cướp lại chính quyền
Anh em chuẩn bị gậy gộc, 8h tối có mặt ở ngã tư
Cứ lật tung cái trụ sở lên thì bọn nó mới sợ
""",
    "unverified_claim": """
nghe noi xang sap het, do day binh luon di ae
Đồn ầm lên là đất này nhiễm phóng xạ, ai cũng đang bán tháo
Tin từ người trong cuộc: cầu này sắp sập, tránh xa ra
Nghe đâu sắp đổi tiền, bà con đi rút tiết kiệm ngay kẻo mất trắng
Nghe phong phanh bắt cóc trẻ em ở công viên này, nhà ai có con giữ kỹ vào
Zalo đang truyền nhau là vỡ đập đêm nay, chạy đi bà con
""",
    "advertising": """
Trà thảo mộc trị tận gốc tiểu đường, mua 2 tặng 1
Lô góc 80m2 gần công viên, giá đầu tư, sổ sẵn, liên hệ Tuấn 0900002003
Dịch vụ thám tử theo dõi ngoại tình uy tín 0900002005
Nhận gia công hạt cườm, trả lương theo ngày, ai làm nhắn em
Hỗ trợ vay vốn lãi suất 0%, giải ngân trong 30 phút, chỉ cần căn cước, gọi 0900002001
vay tien online ko can the chap, ib minh tu van nhe
May dong phuc gia xuong, bao gia nhanh, hotline 0900002006
Cần 10 bạn gõ văn bản tại nhà, lương 8 triệu, kết bạn zalo 0900 002 002
""",
    "denunciation": """
ong Le Giả dia chinh doi 30 trieu moi ky so do cho toi
Cán bộ tên Giả ở bộ phận một cửa gợi ý đưa phong bì mới làm
Tôi xin tố giác việc ông Mẫu dùng bằng giả để lên chức
Ông bí thư thôn bán đất công lấy tiền tiêu riêng
Tổ trưởng dân phố ăn chặn tiền quà Tết của hộ nghèo
Bà Vũ Thị Giả hiệu trưởng ép phụ huynh nộp tiền rồi bỏ túi riêng
""",
}

#: What may become a complaint.
MORE_PROBLEMS = """
Nộp giấy tờ làm khai sinh cho con ba lần vẫn bị trả về
Trang tra cứu cứ báo lỗi, không vào được từ sáng
Thang máy chung cư kẹt liên tục, hôm kia nhốt bà cụ 40 phút
Nước máy chảy ra vàng khè, có cặn từ hôm qua tới giờ
Đàn chó nhà hàng xóm phóng uế khắp ngõ
Cột điện trước nhà số 12 nghiêng hẳn sang một bên đã hai tháng
Trường mầm non thu thêm mấy khoản không có biên lai
Ghế đá trong công viên gãy chân, cháu tôi ngồi bị ngã
""".strip().splitlines()
