"""Complaints made up before the word lists were tried on anything: issue, title, content."""

SENTENCES = (
    (
        "GT01",
        "Đường liên phường xóc lắm",
        "Mặt đường bong hết nhựa, ổ gà chi chít, đêm qua hai xe máy ngã vì sụp bánh.",
    ),
    (
        "GT02",
        "Ngã tư không còn vạch",
        "Vạch sơn cho người đi bộ mờ tịt, biển báo trường học bị cây che kín.",
    ),
    (
        "GT03",
        "Sáng nào cũng chôn chân",
        "Đầu cầu ùn tắc từ 7 giờ đến 8 rưỡi, nên phân luồng lại hướng rẽ trái.",
    ),
    ("GT06", "Buýt bỏ khách", "Xe buýt số 32 liên tục bỏ bến dù tôi đứng vẫy, phụ xe còn cười."),
    (
        "GT07",
        "Gửi xe 30 nghìn",
        "Bãi gửi xe trước cổng bệnh viện thu 30 nghìn một xe máy, không phát vé xe.",
    ),
    (
        "TT02",
        "Chợ họp giữa đường",
        "Từ 5 giờ sáng người ta họp chợ ngay ngã ba, hàng rong kéo đến kín hai bên.",
    ),
    (
        "TT03",
        "tường nhà tôi toàn số điện thoại",
        "bon phat to roi dan quang cao khoan cat be tong kin tuong, boc xong mai lai co",
    ),
    (
        "TT05",
        "Dây dợ trước ngõ",
        "Búi dây cáp viễn thông sà xuống ngang đầu người, xe tải đi qua vướng phải.",
    ),
    (
        "XD03",
        "Không chịu bàn giao quỹ",
        "Chủ đầu tư giữ quỹ bảo trì ba năm nay, ban quản trị đòi mãi không được.",
    ),
    (
        "XD07",
        "Xây nhà lúc nửa đêm",
        "Nhà số bên cạnh đổ bê tông ban đêm, máy trộn chạy ầm ầm đến 3 giờ sáng.",
    ),
    (
        "DD04",
        "Ruộng thành bãi xe",
        "Có người san lấp đất nông nghiệp ven đê rồi dựng nhà xưởng cho thuê.",
    ),
    (
        "MT01",
        "Thung rac day tran",
        "thung rac cong cong dau pho tran ra duong, ba hom nay khong ai thu gom rac",
    ),
    (
        "MT02",
        "Bãi đổ trộm",
        "Đêm đêm xe ba gác chở xà bần, gạch vữa đổ xuống khu đất trống sau nhà văn hóa.",
    ),
    (
        "MT05",
        "Hồ trước cổng làng",
        "Nước hồ chuyển sang màu xanh đặc, bốc mùi tanh, cá chết nổi trắng mặt hồ.",
    ),
    (
        "HT03",
        "Ba ngày không tắm",
        "Cả khu mất nước từ hôm thứ sáu, phải mua nước đóng bình nấu cơm.",
    ),
    (
        "HT06",
        "Cột điện nghiêng",
        "Cột điện đầu xóm nghiêng sau trận gió, dây điện võng sát mái nhà.",
    ),
    (
        "HT07",
        "Cành phượng treo lơ lửng",
        "Cây phượng trong sân khu tập thể có cành khô to sắp rơi, xin cắt tỉa.",
    ),
    (
        "AN01",
        "Mất xe trong ngõ",
        "Đêm qua kẻ gian bẻ khóa lấy trộm xe máy của con tôi, camera quay rõ mặt.",
    ),
    (
        "AN02",
        "Nhà nghỉ có chuyện lạ",
        "Thanh niên ra vào hút chích, sáng ra vứt kim tiêm ngoài bờ rào.",
    ),
    (
        "PC02",
        "Cửa thoát hiểm khóa trái",
        "Tòa nhà văn phòng 9 tầng khóa cửa thoát hiểm, hành lang chất đầy hàng.",
    ),
    (
        "YT01",
        "Quán bún dùng thịt thối",
        "Quán bún đầu phố dùng thịt ôi thiu, tôi ngửi thấy mùi khi họ dỡ hàng.",
    ),
    ("YT05", "Muỗi nhiều quá", "Xóm có 4 ca sốt xuất huyết mà chưa thấy phun thuốc muỗi."),
    (
        "GD02",
        "Không nhận hồ sơ",
        "Trường không nhận hồ sơ vào lớp 1 của cháu dù đúng phân tuyến tuyển sinh.",
    ),
    (
        "GD05",
        "Con tôi bị bắt nạt",
        "Nhóm bạn cùng lớp bắt nạt, quay clip đăng lên mạng, cô chủ nhiệm bảo chuyện trẻ con.",
    ),
    (
        "VH01",
        "Đình làng dột",
        "Đình làng xếp hạng di tích mà mái dột, cột mối ăn, chưa thấy trùng tu.",
    ),
    (
        "AS01",
        "Chưa nhận tiền",
        "Mẹ tôi 82 tuổi chưa nhận được trợ cấp người cao tuổi ba tháng nay.",
    ),
    (
        "AS04",
        "Nghỉ việc không được trả sổ",
        "Công ty chậm lương hai tháng, không đóng BHXH cho người lao động.",
    ),
    (
        "HC03",
        "Đòi thêm giấy",
        "Bộ phận tiếp nhận yêu cầu tôi nộp thêm giấy xác nhận không có trong quy định.",
    ),
    (
        "HC05",
        "Xác nhận độc thân",
        "Tôi cần giấy xác nhận tình trạng hôn nhân mà tư pháp hẹn lần thứ tư.",
    ),
    (
        "KT01",
        "Mua phải sữa giả",
        "Cửa hàng bán sữa giả nhãn hiệu nước ngoài, con tôi uống bị dị ứng.",
    ),
    (
        "NN01",
        "Ruộng nứt nẻ",
        "Trạm bơm hỏng cả tháng, kênh tưới cạn, lúa đang trổ thiếu nước tưới.",
    ),
    (
        "NN04",
        "Mùi từ trại lợn",
        "Trại lợn đầu thôn xả phân thẳng ra mương, trưa nắng không thở nổi.",
    ),
    (
        "GY05",
        "Trụ sở cũ bỏ không",
        "Trụ sở phường cũ bỏ hoang hơn năm nay, cửa kính vỡ, quá lãng phí.",
    ),
    (
        "GT05",
        "Broken record",
        "Heavy trucks race through our lane every night; xe quá tải chạy ầm ầm.",
    ),
)
