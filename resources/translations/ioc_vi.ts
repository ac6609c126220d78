<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="vi_VN" sourcelanguage="en">
    <context>
        <name>ShellWindow</name>
        <message>
            <source>City operations</source>
            <translation>Điều hành TP</translation>
        </message>
    </context>
    <context>
        <name>SignInForm</name>
        <message>
            <source>Account</source>
            <translation>Tài khoản</translation>
        </message>
        <message>
            <source>Address of the data centre</source>
            <translation>Địa chỉ trung tâm dữ liệu</translation>
        </message>
        <message>
            <source>Look at the data on this machine</source>
            <translation>Xem dữ liệu trên máy này</translation>
        </message>
        <message>
            <source>Once signed in, this machine keeps a copy of the data and works without a network.</source>
            <translation>Sau khi đăng nhập, máy này giữ một bản dữ liệu và làm việc được cả khi mất mạng.</translation>
        </message>
        <message>
            <source>Password</source>
            <translation>Mật khẩu</translation>
        </message>
        <message>
            <source>Sign in</source>
            <translation>Đăng nhập</translation>
        </message>
        <message>
            <source>Sign in to the data centre</source>
            <translation>Đăng nhập trung tâm dữ liệu</translation>
        </message>
    </context>
    <context>
        <name>ioc</name>
        <message>
            <source>% of plan</source>
            <translation>% KH kỳ</translation>
        </message>
        <message>
            <source>(before {value})</source>
            <translation>(trước đó {value})</translation>
        </message>
        <message>
            <source>, due {day}</source>
            <translation>, hạn {day}</translation>
        </message>
        <message>
            <source>1-7-2025: merged, {n} areas</source>
            <translation>1-7-2025: sáp nhập, {n} địa bàn</translation>
        </message>
        <message>
            <source>12 months</source>
            <translation>12 tháng</translation>
        </message>
        <message>
            <source>12 periods</source>
            <translation>12 kỳ</translation>
        </message>
        <message>
            <source>30 days</source>
            <translation>30 ngày</translation>
        </message>
        <message>
            <source>365 days</source>
            <translation>365 ngày</translation>
        </message>
        <message>
            <source>7 days</source>
            <translation>7 ngày</translation>
        </message>
        <message>
            <source>90 % closed within</source>
            <translation>90 % đóng trong</translation>
        </message>
        <message>
            <source>90 % within {n} h</source>
            <translation>90 % trong {n} giờ</translation>
        </message>
        <message>
            <source>90 days</source>
            <translation>90 ngày</translation>
        </message>
        <message>
            <source>A directive needs words.</source>
            <translation>Chỉ đạo cần có nội dung.</translation>
        </message>
        <message>
            <source>A file or folder may not be opened.</source>
            <translation>Không có quyền mở một tệp hoặc thư mục.</translation>
        </message>
        <message>
            <source>A part of the damaged file could not be read; it is kept.</source>
            <translation>Có phần của tệp hỏng không đọc được; tệp đó được giữ lại.</translation>
        </message>
        <message>
            <source>A sign-in page of the network answers since {time}</source>
            <translation>Trang đăng nhập của mạng trả lời từ {time}</translation>
        </message>
        <message>
            <source>Accept</source>
            <translation>Chấp nhận</translation>
        </message>
        <message>
            <source>Accept or return</source>
            <translation>Chấp nhận hoặc trả lại</translation>
        </message>
        <message>
            <source>Accept the answer</source>
            <translation>Chấp nhận trả lời</translation>
        </message>
        <message>
            <source>Acceptance of a report</source>
            <translation>Chấp nhận báo cáo chỉ đạo</translation>
        </message>
        <message>
            <source>Acceptance of an answer</source>
            <translation>Chấp nhận giải trình</translation>
        </message>
        <message>
            <source>Accepted</source>
            <translation>Đã chấp nhận</translation>
        </message>
        <message>
            <source>Account</source>
            <translation>Tài khoản</translation>
        </message>
        <message>
            <source>Acknowledge</source>
            <translation>Xác nhận</translation>
        </message>
        <message>
            <source>Acknowledge the alert</source>
            <translation>Xác nhận cảnh báo</translation>
        </message>
        <message>
            <source>Acknowledgement of an alert</source>
            <translation>Xác nhận cảnh báo</translation>
        </message>
        <message>
            <source>Acknowledgement saved on this machine: {title}</source>
            <translation>Đã lưu xác nhận trên máy này: {title}</translation>
        </message>
        <message>
            <source>Actual</source>
            <translation>Thực hiện</translation>
        </message>
        <message>
            <source>Actual {period}</source>
            <translation>Thực hiện {period}</translation>
        </message>
        <message>
            <source>Actual, short</source>
            <translation>TH</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>Địa chỉ</translation>
        </message>
        <message>
            <source>Address of the data centre</source>
            <translation>Địa chỉ trung tâm dữ liệu</translation>
        </message>
        <message>
            <source>Against the same weekday and hours</source>
            <translation>So với cùng thứ, cùng giờ</translation>
        </message>
        <message>
            <source>Age</source>
            <translation>Tuổi</translation>
        </message>
        <message>
            <source>Agency</source>
            <translation>Cơ quan</translation>
        </message>
        <message>
            <source>Alarm to acknowledgement, median</source>
            <translation>Từ báo đến nhận, trung vị</translation>
        </message>
        <message>
            <source>Alerts</source>
            <translation>Cảnh báo</translation>
        </message>
        <message>
            <source>Alerts to acknowledge</source>
            <translation>Cảnh báo chờ xác nhận</translation>
        </message>
        <message>
            <source>All</source>
            <translation>Tất cả</translation>
        </message>
        <message>
            <source>All complaints again</source>
            <translation>Trở lại tất cả phản ánh</translation>
        </message>
        <message>
            <source>All priorities</source>
            <translation>Mọi ưu tiên</translation>
        </message>
        <message>
            <source>All units</source>
            <translation>Mọi đơn vị</translation>
        </message>
        <message>
            <source>All: {received} received · {late} open and overdue · on time {rate} ({fraction}) · median {median} h</source>
            <translation>Toàn bộ: tiếp nhận {received} · trễ hạn đang mở {late} · đúng hạn {rate} ({fraction}) · trung vị {median} giờ làm việc</translation>
        </message>
        <message>
            <source>Already asked: {number} to {unit}. Saving asks all the same.</source>
            <translation>Đã hỏi rồi: {number}, gửi {unit}. Lưu nghĩa là vẫn hỏi thêm.</translation>
        </message>
        <message>
            <source>Another console of this machine has the data</source>
            <translation>Một chương trình khác trên máy này đang giữ dữ liệu</translation>
        </message>
        <message>
            <source>Another page answered instead of the data centre, as a hotel or office network does before it lets you in. Sign in to the network in a browser, then try again.</source>
            <translation>Một trang khác trả lời thay cho trung tâm dữ liệu, như mạng khách sạn hoặc cơ quan khi chưa cho vào mạng. Hãy đăng nhập mạng bằng trình duyệt rồi thử lại.</translation>
        </message>
        <message>
            <source>Another program is writing the data of this machine. It is tried again by itself.</source>
            <translation>Một chương trình khác đang ghi dữ liệu của máy này. Phần mềm sẽ tự thử lại.</translation>
        </message>
        <message>
            <source>Answer accepted</source>
            <translation>Chấp nhận trả lời</translation>
        </message>
        <message>
            <source>Answer due</source>
            <translation>Hạn trả lời</translation>
        </message>
        <message>
            <source>Answer due within {n} working days</source>
            <translation>Hạn trả lời {n} ngày làm việc</translation>
        </message>
        <message>
            <source>Answer to be reviewed</source>
            <translation>Trả lời chờ xem xét</translation>
        </message>
        <message>
            <source>Answered</source>
            <translation>Đã trả lời</translation>
        </message>
        <message>
            <source>Answered in 5 days</source>
            <translation>Trả lời trong 5 ngày LV</translation>
        </message>
        <message>
            <source>Answered in 5 days, %</source>
            <translation>Trả lời ≤ 5 ngày, %</translation>
        </message>
        <message>
            <source>Area</source>
            <translation>Địa bàn</translation>
        </message>
        <message>
            <source>Area of all screens</source>
            <translation>Địa bàn của mọi màn hình</translation>
        </message>
        <message>
            <source>Areas</source>
            <translation>Địa bàn</translation>
        </message>
        <message>
            <source>Areas until {day}</source>
            <translation>Địa bàn đến hết {day}</translation>
        </message>
        <message>
            <source>Arrows move · Enter opens · Esc closes · “đuôi 1234”: by the end of a telephone number</source>
            <translation>Mũi tên để chọn · Enter để mở · Esc để đóng · “đuôi 1234”: tìm theo đuôi số điện thoại</translation>
        </message>
        <message>
            <source>As it is</source>
            <translation>Thực</translation>
        </message>
        <message>
            <source>As the list (H)</source>
            <translation>Xem thành danh sách (H)</translation>
        </message>
        <message>
            <source>Ask again</source>
            <translation>Hỏi lại</translation>
        </message>
        <message>
            <source>Ask all the same</source>
            <translation>Vẫn hỏi</translation>
        </message>
        <message>
            <source>Ask all the same, or ask no more.</source>
            <translation>Vẫn hỏi, hoặc không hỏi nữa.</translation>
        </message>
        <message>
            <source>Ask no more</source>
            <translation>Không hỏi nữa</translation>
        </message>
        <message>
            <source>Ask somebody who may, then dismiss it.</source>
            <translation>Hãy nhờ người có thẩm quyền, rồi bỏ qua lệnh này.</translation>
        </message>
        <message>
            <source>Ask the data centre: telephone ending in {end}</source>
            <translation>Hỏi trung tâm dữ liệu: điện thoại đuôi {end}</translation>
        </message>
        <message>
            <source>Ask the person who installed this machine for access.</source>
            <translation>Hãy nhờ người cài đặt máy này cấp quyền.</translation>
        </message>
        <message>
            <source>Asking the data centre…</source>
            <translation>Đang hỏi trung tâm dữ liệu…</translation>
        </message>
        <message>
            <source>Assign the alert</source>
            <translation>Giao cảnh báo</translation>
        </message>
        <message>
            <source>Assignment of an alert</source>
            <translation>Giao cảnh báo</translation>
        </message>
        <message>
            <source>Assign…</source>
            <translation>Giao…</translation>
        </message>
        <message>
            <source>At most {n} at once: narrow the filter.</source>
            <translation>Mỗi lần nhiều nhất {n}: hãy thu hẹp bộ lọc.</translation>
        </message>
        <message>
            <source>At risk of missing the plan</source>
            <translation>Nguy cơ không đạt</translation>
        </message>
        <message>
            <source>Attach {what}</source>
            <translation>Đính kèm {what}</translation>
        </message>
        <message>
            <source>Back (Alt+Left)</source>
            <translation>Lùi một bước (Alt+←)</translation>
        </message>
        <message>
            <source>Back to the league</source>
            <translation>Về bảng xếp hạng</translation>
        </message>
        <message>
            <source>Back to where I was</source>
            <translation>Trở lại chỗ vừa xem</translation>
        </message>
        <message>
            <source>Before</source>
            <translation>Kỳ trước</translation>
        </message>
        <message>
            <source>Before: {unit}</source>
            <translation>Trước đây: {unit}</translation>
        </message>
        <message>
            <source>Behind the plan</source>
            <translation>Chậm so với kế hoạch</translation>
        </message>
        <message>
            <source>Being explained</source>
            <translation>Đang giải trình</translation>
        </message>
        <message>
            <source>Being explained · due {day}</source>
            <translation>Đang giải trình · hạn {day}</translation>
        </message>
        <message>
            <source>Being handled</source>
            <translation>Đang xử lý</translation>
        </message>
        <message>
            <source>Being sent</source>
            <translation>Đang gửi</translation>
        </message>
        <message>
            <source>Both numbers stand in it.</source>
            <translation>Cả hai số đều được ghi trong yêu cầu.</translation>
        </message>
        <message>
            <source>Bring back</source>
            <translation>Đưa về đây</translation>
        </message>
        <message>
            <source>By</source>
            <translation>Đến ngày</translation>
        </message>
        <message>
            <source>By another channel</source>
            <translation>Kênh khác</translation>
        </message>
        <message>
            <source>By area</source>
            <translation>Theo địa bàn</translation>
        </message>
        <message>
            <source>By day</source>
            <translation>Theo ngày</translation>
        </message>
        <message>
            <source>By e-mail</source>
            <translation>Thư điện tử</translation>
        </message>
        <message>
            <source>By field</source>
            <translation>Theo lĩnh vực</translation>
        </message>
        <message>
            <source>By period</source>
            <translation>Theo kỳ</translation>
        </message>
        <message>
            <source>By phone 1022</source>
            <translation>Tổng đài 1022</translation>
        </message>
        <message>
            <source>By priority</source>
            <translation>Theo ưu tiên</translation>
        </message>
        <message>
            <source>By social networks</source>
            <translation>Mạng xã hội</translation>
        </message>
        <message>
            <source>By status</source>
            <translation>Theo trạng thái</translation>
        </message>
        <message>
            <source>By the citizens' app</source>
            <translation>Ứng dụng Công dân số</translation>
        </message>
        <message>
            <source>By the web portal</source>
            <translation>Cổng thông tin</translation>
        </message>
        <message>
            <source>By week</source>
            <translation>Theo tuần</translation>
        </message>
        <message>
            <source>CT1: of those closed</source>
            <translation>CT1: trên số đã đóng</translation>
        </message>
        <message>
            <source>CT2: of those closed or overdue</source>
            <translation>CT2: đóng + trễ hạn</translation>
        </message>
        <message>
            <source>CT3: of all that fell due</source>
            <translation>CT3: trên số đến hạn</translation>
        </message>
        <message>
            <source>Cannot be assessed yet</source>
            <translation>Chưa thể đánh giá</translation>
        </message>
        <message>
            <source>Catalogue {code}</source>
            <translation>Danh mục {code}</translation>
        </message>
        <message>
            <source>Catalogue {name} · {n} city indicators</source>
            <translation>Danh mục {name} · {n} chỉ tiêu thành phố</translation>
        </message>
        <message>
            <source>Cause</source>
            <translation>Nguyên nhân</translation>
        </message>
        <message>
            <source>Centre received</source>
            <translation>Trung tâm nhận</translation>
        </message>
        <message>
            <source>Change</source>
            <translation>Thay đổi</translation>
        </message>
        <message>
            <source>Channel</source>
            <translation>Kênh</translation>
        </message>
        <message>
            <source>Checked with the centre at {time}: {n} put right, {m} came back from it.</source>
            <translation>Đã đối chiếu với trung tâm lúc {time}: sửa trạng thái {n} lệnh, nhận lại {m} lệnh.</translation>
        </message>
        <message>
            <source>Choices</source>
            <translation>Các lựa chọn</translation>
        </message>
        <message>
            <source>Choose a longer period, or another area at the top.</source>
            <translation>Chọn kỳ dài hơn, hoặc địa bàn khác ở phía trên.</translation>
        </message>
        <message>
            <source>Choose a unit…</source>
            <translation>Chọn đơn vị…</translation>
        </message>
        <message>
            <source>Choose another one in the list.</source>
            <translation>Hãy chọn chỉ tiêu khác trong danh sách.</translation>
        </message>
        <message>
            <source>Choose the unit to ask.</source>
            <translation>Hãy chọn đơn vị phải giải trình.</translation>
        </message>
        <message>
            <source>Choose the unit to order.</source>
            <translation>Hãy chọn đơn vị nhận chỉ đạo.</translation>
        </message>
        <message>
            <source>Choose what to ask about.</source>
            <translation>Hãy chọn nội dung cần hỏi.</translation>
        </message>
        <message>
            <source>City operations</source>
            <translation>Điều hành TP</translation>
        </message>
        <message>
            <source>Clock stands still: {why} · goes on {when}</source>
            <translation>Đồng hồ dừng: {why} · chạy lại {when}</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Đóng</translation>
        </message>
        <message>
            <source>Close that window or bring it back here.</source>
            <translation>Đóng cửa sổ đó hoặc đưa màn hình về đây.</translation>
        </message>
        <message>
            <source>Close the first console; this one can save a few seconds later.</source>
            <translation>Hãy đóng chương trình mở trước; vài giây sau ở đây lưu được.</translation>
        </message>
        <message>
            <source>Closed</source>
            <translation>Đã đóng</translation>
        </message>
        <message>
            <source>Closed in time, {time} to spare</source>
            <translation>Đóng đúng hạn, sớm {time}</translation>
        </message>
        <message>
            <source>Closed late {time}</source>
            <translation>Đóng trễ {time}</translation>
        </message>
        <message>
            <source>Closed without evidence</source>
            <translation>Thiếu minh chứng</translation>
        </message>
        <message>
            <source>Closed {time}</source>
            <translation>Đóng {time}</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>Mã</translation>
        </message>
        <message>
            <source>Coloured by</source>
            <translation>Tô theo</translation>
        </message>
        <message>
            <source>Command</source>
            <translation>Lệnh</translation>
        </message>
        <message>
            <source>Commands waiting to be sent are kept in another file and are safe.</source>
            <translation>Các lệnh chờ gửi nằm ở tệp khác và vẫn an toàn.</translation>
        </message>
        <message>
            <source>Commitment memory</source>
            <translation>Bộ nhớ cam kết</translation>
        </message>
        <message>
            <source>Compared</source>
            <translation>So sánh</translation>
        </message>
        <message>
            <source>Complaint {code} was closed at {time}, before the centre received your directive.</source>
            <translation>Phản ánh {code} đã đóng lúc {time}, trước khi trung tâm nhận chỉ đạo của anh/chị.</translation>
        </message>
        <message>
            <source>Complaint {code} was closed at {time}, before the centre received your request.</source>
            <translation>Phản ánh {code} đã đóng lúc {time}, trước khi trung tâm nhận yêu cầu của anh/chị.</translation>
        </message>
        <message>
            <source>Complaints</source>
            <translation>Phản ánh</translation>
        </message>
        <message>
            <source>Complaints 1022</source>
            <translation>Phản ánh 1022</translation>
        </message>
        <message>
            <source>Complaints 1022 today</source>
            <translation>Phản ánh 1022 hôm nay</translation>
        </message>
        <message>
            <source>Complaints per km² in the period</source>
            <translation>Phản ánh nhận trên 1 km² trong kỳ</translation>
        </message>
        <message>
            <source>Complaints per km² in the time shown</source>
            <translation>Phản ánh trên 1 km² trong lúc đang xem</translation>
        </message>
        <message>
            <source>Complaints received</source>
            <translation>Phản ánh nhận</translation>
        </message>
        <message>
            <source>Complaints received by hour</source>
            <translation>Phản ánh tiếp nhận theo giờ</translation>
        </message>
        <message>
            <source>Complaints received per km²</source>
            <translation>Phản ánh tiếp nhận trên km²</translation>
        </message>
        <message>
            <source>Confirm: order {n} complaints</source>
            <translation>Xác nhận: chỉ đạo {n} phản ánh</translation>
        </message>
        <message>
            <source>Connect to the data centre and sign in if asked; the data is shown again after the next sync.</source>
            <translation>Hãy kết nối với trung tâm dữ liệu và đăng nhập nếu được yêu cầu; số liệu hiện lại sau lần đồng bộ kế tiếp.</translation>
        </message>
        <message>
            <source>Connecting</source>
            <translation>Đang kết nối</translation>
        </message>
        <message>
            <source>Connecting · data until {time}</source>
            <translation>Đang kết nối · dữ liệu đến {time}</translation>
        </message>
        <message>
            <source>Content</source>
            <translation>Nội dung</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Chép</translation>
        </message>
        <message>
            <source>Copy a link to send</source>
            <translation>Sao chép liên kết để gửi</translation>
        </message>
        <message>
            <source>Copy a link to this place</source>
            <translation>Sao chép liên kết đến nơi này</translation>
        </message>
        <message>
            <source>Copy details</source>
            <translation>Sao chép chi tiết</translation>
        </message>
        <message>
            <source>Copy the figure</source>
            <translation>Chép số liệu</translation>
        </message>
        <message>
            <source>Copy the picture</source>
            <translation>Chép hình</translation>
        </message>
        <message>
            <source>Copy the table</source>
            <translation>Chép bảng</translation>
        </message>
        <message>
            <source>Count</source>
            <translation>Số lần</translation>
        </message>
        <message>
            <source>Counted from receipt by the centre. Received on {day}, it is due on {due}.</source>
            <translation>Đếm từ khi trung tâm nhận. Nhận trong ngày {day} thì hạn là {due}.</translation>
        </message>
        <message>
            <source>Counting…</source>
            <translation>Đang đếm…</translation>
        </message>
        <message>
            <source>Course</source>
            <translation>Diễn biến</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Nền tối</translation>
        </message>
        <message>
            <source>Dark or light</source>
            <translation>Nền tối hoặc sáng</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>Bản số liệu</translation>
        </message>
        <message>
            <source>Data on this machine until {time}</source>
            <translation>Số liệu trên máy đến {time}</translation>
        </message>
        <message>
            <source>Data on this machine until {time}.</source>
            <translation>Số liệu trên máy đến {time}.</translation>
        </message>
        <message>
            <source>Day</source>
            <translation>Ngày</translation>
        </message>
        <message>
            <source>Days</source>
            <translation>Theo ngày</translation>
        </message>
        <message>
            <source>Deadline</source>
            <translation>Hạn</translation>
        </message>
        <message>
            <source>Definition</source>
            <translation>Cách tính</translation>
        </message>
        <message>
            <source>Delete “{name}”</source>
            <translation>Xóa “{name}”</translation>
        </message>
        <message>
            <source>Delivered</source>
            <translation>Đến đơn vị</translation>
        </message>
        <message>
            <source>Delivered to the unit</source>
            <translation>Đã đến đơn vị</translation>
        </message>
        <message>
            <source>Department</source>
            <translation>Sở</translation>
        </message>
        <message>
            <source>Departments, enterprises</source>
            <translation>Sở, ngành, doanh nghiệp</translation>
        </message>
        <message>
            <source>Details copied: states, times and numbers, no contents and no names.</source>
            <translation>Đã chép chi tiết: trạng thái, thời điểm và mã số; không có nội dung và tên người.</translation>
        </message>
        <message>
            <source>Deviation</source>
            <translation>Lệch</translation>
        </message>
        <message>
            <source>Directive</source>
            <translation>Chỉ đạo</translation>
        </message>
        <message>
            <source>Directive being written</source>
            <translation>Chỉ đạo đang soạn</translation>
        </message>
        <message>
            <source>Directive for many</source>
            <translation>Chỉ đạo nhiều phản ánh</translation>
        </message>
        <message>
            <source>Directive for the whole list</source>
            <translation>Chỉ đạo cả danh sách</translation>
        </message>
        <message>
            <source>Directive for the {n} complaints of the list</source>
            <translation>Chỉ đạo {n} phản ánh trong danh sách</translation>
        </message>
        <message>
            <source>Directive to act</source>
            <translation>Chỉ đạo xử lý</translation>
        </message>
        <message>
            <source>Directive withdrawn</source>
            <translation>Rút lại chỉ đạo</translation>
        </message>
        <message>
            <source>Directive {number}</source>
            <translation>Chỉ đạo {number}</translation>
        </message>
        <message>
            <source>Directive {number} is with the unit again; what it reported stays on the timeline.</source>
            <translation>Chỉ đạo {number} lại ở đơn vị; báo cáo trước vẫn còn trong diễn biến.</translation>
        </message>
        <message>
            <source>Directive {number} was issued exactly once.</source>
            <translation>Chỉ đạo {number} được ban hành đúng một lần.</translation>
        </message>
        <message>
            <source>Directive · {state}</source>
            <translation>Chỉ đạo · {state}</translation>
        </message>
        <message>
            <source>Directives</source>
            <translation>Chỉ đạo</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>Hủy nháp</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>Bỏ qua</translation>
        </message>
        <message>
            <source>Dismiss it.</source>
            <translation>Hãy bỏ qua lệnh này.</translation>
        </message>
        <message>
            <source>Dismissed. The centre did nothing and will do nothing.</source>
            <translation>Đã bỏ qua. Trung tâm chưa thực hiện và sẽ không thực hiện lệnh này.</translation>
        </message>
        <message>
            <source>District until 30-06-2025</source>
            <translation>Quận, huyện đến 30-06-2025</translation>
        </message>
        <message>
            <source>Do not see</source>
            <translation>Không xem</translation>
        </message>
        <message>
            <source>Draft</source>
            <translation>Nháp</translation>
        </message>
        <message>
            <source>Draft kept on this machine {time}</source>
            <translation>Nháp lưu trên máy {time}</translation>
        </message>
        <message>
            <source>Drop a condition of the sentence above to see more.</source>
            <translation>Bỏ bớt một điều kiện ở câu lọc phía trên để thấy thêm.</translation>
        </message>
        <message>
            <source>Drop the draft</source>
            <translation>Huỷ nháp</translation>
        </message>
        <message>
            <source>Drop the words</source>
            <translation>Bỏ từ đang tìm</translation>
        </message>
        <message>
            <source>Due</source>
            <translation>Hạn</translation>
        </message>
        <message>
            <source>Due by day</source>
            <translation>Đến hạn theo ngày</translation>
        </message>
        <message>
            <source>Due {time}</source>
            <translation>Hạn {time}</translation>
        </message>
        <message>
            <source>Duplicates</source>
            <translation>Phản ánh trùng</translation>
        </message>
        <message>
            <source>E-mail</source>
            <translation>Thư điện tử</translation>
        </message>
        <message>
            <source>Each is a command of its own; the queue shows how far they are.</source>
            <translation>Mỗi phản ánh là một lệnh riêng; theo dõi ở hàng chờ.</translation>
        </message>
        <message>
            <source>Earlier complaints here</source>
            <translation>Phản ánh trước đây tại đây</translation>
        </message>
        <message>
            <source>Earlier complaints here, as the list</source>
            <translation>Lọc danh sách: phản ánh trước đây tại đây</translation>
        </message>
        <message>
            <source>Earlier promises</source>
            <translation>Lời hứa trước đây</translation>
        </message>
        <message>
            <source>End the replay (Esc)</source>
            <translation>Kết thúc phát lại (Esc)</translation>
        </message>
        <message>
            <source>Ended lately</source>
            <translation>Kết thúc gần đây</translation>
        </message>
        <message>
            <source>Enter asks · audited</source>
            <translation>Enter để hỏi · có ghi nhật ký</translation>
        </message>
        <message>
            <source>Enter opens and closes</source>
            <translation>Enter để mở và đóng</translation>
        </message>
        <message>
            <source>Enter: filter by this cell</source>
            <translation>Enter: lọc theo ô này</translation>
        </message>
        <message>
            <source>Entered by staff</source>
            <translation>Cán bộ nhập</translation>
        </message>
        <message>
            <source>Enterprise</source>
            <translation>Doanh nghiệp</translation>
        </message>
        <message>
            <source>Esc drops search and field.</source>
            <translation>Esc để bỏ tìm kiếm và lĩnh vực.</translation>
        </message>
        <message>
            <source>Esc goes back to the league.</source>
            <translation>Esc để về bảng xếp hạng.</translation>
        </message>
        <message>
            <source>Every alert is in someone's hands.</source>
            <translation>Mọi cảnh báo đã có người nhận.</translation>
        </message>
        <message>
            <source>Every screen still opens. What you order is kept on this machine and sent once, when the line is back.</source>
            <translation>Mọi màn hình vẫn mở được. Lệnh anh/chị lập được giữ trên máy này và gửi đúng một lần khi có mạng.</translation>
        </message>
        <message>
            <source>Everything can be looked at; nothing can be saved here. When the other console is closed, this one can save a few seconds later.</source>
            <translation>Xem được mọi thứ; ở đây không lưu được lệnh. Khi cửa sổ chương trình kia đóng, ở đây lưu được sau vài giây.</translation>
        </message>
        <message>
            <source>Everywhere</source>
            <translation>Ở mọi màn hình</translation>
        </message>
        <message>
            <source>Evidence to be frozen</source>
            <translation>Bằng chứng sẽ đóng băng</translation>
        </message>
        <message>
            <source>Expected to reach the plan</source>
            <translation>Dự kiến đạt</translation>
        </message>
        <message>
            <source>Explanation overdue by {n} working days</source>
            <translation>Quá hạn giải trình {n} ngày làm việc</translation>
        </message>
        <message>
            <source>Explanation request</source>
            <translation>Yêu cầu giải trình</translation>
        </message>
        <message>
            <source>Explanation requests</source>
            <translation>Giải trình</translation>
        </message>
        <message>
            <source>Explanations</source>
            <translation>Giải trình</translation>
        </message>
        <message>
            <source>Explanations and directives</source>
            <translation>Giải trình và chỉ đạo</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Xuất</translation>
        </message>
        <message>
            <source>Extended</source>
            <translation>Gia hạn</translation>
        </message>
        <message>
            <source>Extended, with a date</source>
            <translation>Gia hạn, có ngày hẹn</translation>
        </message>
        <message>
            <source>Farther (−)</source>
            <translation>Nhỏ lại (−)</translation>
        </message>
        <message>
            <source>Fetch</source>
            <translation>Tải về</translation>
        </message>
        <message>
            <source>Fetch again</source>
            <translation>Tải lại</translation>
        </message>
        <message>
            <source>Fetch when there is a network</source>
            <translation>Tải khi có mạng</translation>
        </message>
        <message>
            <source>Fetching data broke off. It starts again by itself; what you saved is safe.</source>
            <translation>Việc tải dữ liệu bị ngắt. Phần mềm tự chạy lại; những gì đã lưu vẫn an toàn.</translation>
        </message>
        <message>
            <source>Fetching {what}: {done} of {total}</source>
            <translation>Đang tải {what}: {done} trên {total}</translation>
        </message>
        <message>
            <source>Field</source>
            <translation>Lĩnh vực</translation>
        </message>
        <message>
            <source>Fields</source>
            <translation>Lĩnh vực</translation>
        </message>
        <message>
            <source>File</source>
            <translation>Tệp</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>Tệp</translation>
        </message>
        <message>
            <source>Fill in all three fields.</source>
            <translation>Hãy điền đủ ba ô.</translation>
        </message>
        <message>
            <source>Find a unit</source>
            <translation>Tìm đơn vị</translation>
        </message>
        <message>
            <source>Find an indicator</source>
            <translation>Tìm chỉ tiêu</translation>
        </message>
        <message>
            <source>Find indicators, units, areas, complaints</source>
            <translation>Tìm chỉ tiêu, đơn vị, địa bàn, phản ánh</translation>
        </message>
        <message>
            <source>First answer</source>
            <translation>Trả lời lần đầu</translation>
        </message>
        <message>
            <source>First answer to the reporter, by any unit, within {n} working days of receipt; a closing with its outcome counts where there was none before. Divided by those answered or past that time.</source>
            <translation>Trả lời lần đầu cho người phản ánh, do bất kỳ đơn vị nào, trong {n} ngày làm việc kể từ khi tiếp nhận; nếu trước đó chưa trả lời thì tính lúc đóng kèm kết quả. Chia cho số phản ánh đã trả lời hoặc đã quá thời hạn đó.</translation>
        </message>
        <message>
            <source>Fold</source>
            <translation>Thu gọn</translation>
        </message>
        <message>
            <source>Fold or unfold the rail</source>
            <translation>Thu gọn hoặc mở rộng thanh bên</translation>
        </message>
        <message>
            <source>For {period}</source>
            <translation>Kỳ {period}</translation>
        </message>
        <message>
            <source>Forecast</source>
            <translation>Dự báo</translation>
        </message>
        <message>
            <source>Forecast of {period}</source>
            <translation>Dự báo {period}</translation>
        </message>
        <message>
            <source>Forecast, interval</source>
            <translation>Dự báo, khoảng</translation>
        </message>
        <message>
            <source>Forward (Alt+Right)</source>
            <translation>Tiến một bước (Alt+→)</translation>
        </message>
        <message>
            <source>Found</source>
            <translation>Tìm thấy</translation>
        </message>
        <message>
            <source>Free some space on this machine. Commands still save: room is kept for them.</source>
            <translation>Hãy giải phóng dung lượng trên máy. Lệnh vẫn lưu được nhờ phần dung lượng dự trữ.</translation>
        </message>
        <message>
            <source>Free some space, then try again.</source>
            <translation>Hãy giải phóng bớt dung lượng rồi thử lại.</translation>
        </message>
        <message>
            <source>Free text</source>
            <translation>Tự viết</translation>
        </message>
        <message>
            <source>Freshness of sources</source>
            <translation>Độ mới của nguồn</translation>
        </message>
        <message>
            <source>From card to card</source>
            <translation>Từ thẻ này sang thẻ khác</translation>
        </message>
        <message>
            <source>From day</source>
            <translation>Từ ngày</translation>
        </message>
        <message>
            <source>From indicator to indicator</source>
            <translation>Từ chỉ tiêu này sang chỉ tiêu khác</translation>
        </message>
        <message>
            <source>From period to period in the chart</source>
            <translation>Từ kỳ này sang kỳ khác trên biểu đồ</translation>
        </message>
        <message>
            <source>From today</source>
            <translation>Từ hôm nay</translation>
        </message>
        <message>
            <source>From unit to unit</source>
            <translation>Chuyển giữa các đơn vị</translation>
        </message>
        <message>
            <source>Full screen</source>
            <translation>Toàn màn hình</translation>
        </message>
        <message>
            <source>Goal</source>
            <translation>Chuẩn</translation>
        </message>
        <message>
            <source>Got</source>
            <translation>Nhận</translation>
        </message>
        <message>
            <source>Handling unit</source>
            <translation>Đơn vị xử lý</translation>
        </message>
        <message>
            <source>Handling units</source>
            <translation>Đơn vị xử lý</translation>
        </message>
        <message>
            <source>Heat</source>
            <translation>Nhiệt</translation>
        </message>
        <message>
            <source>Hidden again after {n} seconds.</source>
            <translation>Đã tự ẩn sau {n} giây.</translation>
        </message>
        <message>
            <source>Hide</source>
            <translation>Ẩn</translation>
        </message>
        <message>
            <source>High</source>
            <translation>Cao</translation>
        </message>
        <message>
            <source>History</source>
            <translation>Diễn biến</translation>
        </message>
        <message>
            <source>Hot areas</source>
            <translation>Địa bàn nóng</translation>
        </message>
        <message>
            <source>How a command stands could not be noted on this machine. The command is kept and checked again.</source>
            <translation>Chưa ghi được tình trạng của một lệnh trên máy này. Lệnh vẫn được giữ và kiểm tra lại.</translation>
        </message>
        <message>
            <source>How it came in</source>
            <translation>Kênh tiếp nhận</translation>
        </message>
        <message>
            <source>In the last 24 hours:</source>
            <translation>Trong 24 giờ qua:</translation>
        </message>
        <message>
            <source>Indicators</source>
            <translation>Chỉ tiêu</translation>
        </message>
        <message>
            <source>Indicators and values</source>
            <translation>Chỉ tiêu và số liệu</translation>
        </message>
        <message>
            <source>Indicators at risk</source>
            <translation>Chỉ tiêu nguy cơ không đạt</translation>
        </message>
        <message>
            <source>Install the newer version.</source>
            <translation>Hãy cài bản mới hơn.</translation>
        </message>
        <message>
            <source>Interval {n} %</source>
            <translation>Khoảng {n} %</translation>
        </message>
        <message>
            <source>Into the chart</source>
            <translation>Vào biểu đồ</translation>
        </message>
        <message>
            <source>Islands</source>
            <translation>Hải đảo</translation>
        </message>
        <message>
            <source>It is checked with the centre when the centre answers; no command counts twice.</source>
            <translation>Sẽ đối chiếu với trung tâm khi liên lạc được; không lệnh nào tính hai lần.</translation>
        </message>
        <message>
            <source>It is kept on this machine, also when the power goes.</source>
            <translation>Lệnh được giữ trên máy này, kể cả khi mất điện.</translation>
        </message>
        <message>
            <source>It is on its way to the centre since {time}.</source>
            <translation>Lệnh đang trên đường tới trung tâm từ {time}.</translation>
        </message>
        <message>
            <source>It left this machine at {time}; the centre's answer has not been seen yet.</source>
            <translation>Lệnh đã rời máy này lúc {time}; chưa thấy trả lời của trung tâm.</translation>
        </message>
        <message>
            <source>It may be shown without a connection until {time}.</source>
            <translation>Được phép xem khi không có mạng đến {time}.</translation>
        </message>
        <message>
            <source>It may belong to another unit's scope, or has not been synced yet.</source>
            <translation>Yêu cầu có thể thuộc phạm vi đơn vị khác, hoặc chưa được đồng bộ.</translation>
        </message>
        <message>
            <source>It needs a reason.</source>
            <translation>Cần nêu lý do.</translation>
        </message>
        <message>
            <source>It said until {until}; the centre received it at {time}.</source>
            <translation>Lệnh ghi đến {until}; trung tâm nhận lúc {time}.</translation>
        </message>
        <message>
            <source>It stays there, marked as withdrawn with your reason; the unit was told.</source>
            <translation>Yêu cầu vẫn hiện ở đơn vị, ghi rõ đã rút lại kèm lý do của anh/chị; đơn vị đã được báo.</translation>
        </message>
        <message>
            <source>It took effect exactly once.</source>
            <translation>Lệnh có hiệu lực đúng một lần.</translation>
        </message>
        <message>
            <source>It was saved by another account: sign in as that person to send it.</source>
            <translation>Lệnh do tài khoản khác lưu: đăng nhập đúng tài khoản đó để gửi.</translation>
        </message>
        <message>
            <source>It was written by a program that is too old for the centre: write it anew, the text is kept.</source>
            <translation>Lệnh được lập bằng phiên bản chương trình quá cũ, trung tâm không còn nhận: đề nghị lập lại, nội dung vẫn được giữ.</translation>
        </message>
        <message>
            <source>Kept</source>
            <translation>Giữ lời</translation>
        </message>
        <message>
            <source>Kept on this machine {time} · sent when there is a network</source>
            <translation>Đã lưu trên máy {time} · gửi khi có mạng</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Phím tắt</translation>
        </message>
        <message>
            <source>Kin</source>
            <translation>Nhóm</translation>
        </message>
        <message>
            <source>Largest group</source>
            <translation>Nhóm lớn nhất</translation>
        </message>
        <message>
            <source>Last 60 minutes</source>
            <translation>60 phút qua</translation>
        </message>
        <message>
            <source>Late</source>
            <translation>Trễ</translation>
        </message>
        <message>
            <source>Late / left</source>
            <translation>Trễ / còn</translation>
        </message>
        <message>
            <source>Late {time}</source>
            <translation>Trễ {time}</translation>
        </message>
        <message>
            <source>Latitude</source>
            <translation>Vĩ độ</translation>
        </message>
        <message>
            <source>League of units</source>
            <translation>Bảng xếp hạng đơn vị</translation>
        </message>
        <message>
            <source>Left to the limit of the year</source>
            <translation>Còn đến mức trần năm</translation>
        </message>
        <message>
            <source>Left to the plan of the year</source>
            <translation>Còn đến kế hoạch năm</translation>
        </message>
        <message>
            <source>Left: {time}</source>
            <translation>Còn {time}</translation>
        </message>
        <message>
            <source>Less than 8 h left</source>
            <translation>Còn dưới 8 giờ</translation>
        </message>
        <message>
            <source>Level</source>
            <translation>Cấp</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Nền sáng</translation>
        </message>
        <message>
            <source>Link</source>
            <translation>Liên kết</translation>
        </message>
        <message>
            <source>Link copied. It holds codes only.</source>
            <translation>Đã sao chép liên kết. Trong đó chỉ có mã.</translation>
        </message>
        <message>
            <source>Link copied. It holds codes only: what was typed is not in it.</source>
            <translation>Đã sao chép liên kết. Trong đó chỉ có mã; chữ đã gõ không nằm trong liên kết.</translation>
        </message>
        <message>
            <source>List</source>
            <translation>Danh sách</translation>
        </message>
        <message>
            <source>List of complaints</source>
            <translation>Danh sách phản ánh</translation>
        </message>
        <message>
            <source>Longitude</source>
            <translation>Kinh độ</translation>
        </message>
        <message>
            <source>Look at all time</source>
            <translation>Xem mọi thời gian</translation>
        </message>
        <message>
            <source>Look at the data on this machine</source>
            <translation>Xem dữ liệu trên máy này</translation>
        </message>
        <message>
            <source>Looking…</source>
            <translation>Đang tìm…</translation>
        </message>
        <message>
            <source>Map</source>
            <translation>Bản đồ</translation>
        </message>
        <message>
            <source>Map of complaints</source>
            <translation>Bản đồ phản ánh</translation>
        </message>
        <message>
            <source>Median</source>
            <translation>Trung vị</translation>
        </message>
        <message>
            <source>Median, h</source>
            <translation>Trung vị, giờ</translation>
        </message>
        <message>
            <source>Method: {method}</source>
            <translation>Cách tính: {method}</translation>
        </message>
        <message>
            <source>More conditions hold</source>
            <translation>Còn điều kiện khác đang áp dụng</translation>
        </message>
        <message>
            <source>Move through the list</source>
            <translation>Di chuyển trong danh sách</translation>
        </message>
        <message>
            <source>NOT saved.</source>
            <translation>CHƯA lưu được.</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Họ tên</translation>
        </message>
        <message>
            <source>Name of this view</source>
            <translation>Tên góc nhìn</translation>
        </message>
        <message>
            <source>Nearer (+)</source>
            <translation>Phóng to (+)</translation>
        </message>
        <message>
            <source>Needed in each period left</source>
            <translation>Cần mỗi kỳ còn lại</translation>
        </message>
        <message>
            <source>Needs your decision</source>
            <translation>Cần anh/chị quyết định</translation>
        </message>
        <message>
            <source>Never revised.</source>
            <translation>Chưa lần nào điều chỉnh.</translation>
        </message>
        <message>
            <source>New data is not fetched; commands are still sent. Install the new version.</source>
            <translation>Không nhận số liệu mới; lệnh vẫn được gửi. Hãy cài bản mới.</translation>
        </message>
        <message>
            <source>New explanation request</source>
            <translation>Yêu cầu giải trình mới</translation>
        </message>
        <message>
            <source>New name for “{name}”</source>
            <translation>Tên mới của “{name}”</translation>
        </message>
        <message>
            <source>New request</source>
            <translation>Yêu cầu mới</translation>
        </message>
        <message>
            <source>New:</source>
            <translation>Mới:</translation>
        </message>
        <message>
            <source>Newest first</source>
            <translation>Mới nhất trước</translation>
        </message>
        <message>
            <source>Next part of the screen</source>
            <translation>Sang phần kế tiếp</translation>
        </message>
        <message>
            <source>No alert is on this machine yet</source>
            <translation>Máy này chưa có cảnh báo nào</translation>
        </message>
        <message>
            <source>No alert needs anyone now. New ones come here by themselves.</source>
            <translation>Lúc này không có cảnh báo nào cần xử lý. Cảnh báo mới sẽ tự hiện ở đây.</translation>
        </message>
        <message>
            <source>No alert of this priority. Choose “All priorities” to see the others.</source>
            <translation>Không có cảnh báo ở mức ưu tiên này. Chọn “Mọi ưu tiên” để xem các cảnh báo khác.</translation>
        </message>
        <message>
            <source>No area</source>
            <translation>Chưa rõ địa bàn</translation>
        </message>
        <message>
            <source>No area with unusually many</source>
            <translation>Không địa bàn nào bất thường</translation>
        </message>
        <message>
            <source>No complaint fell overdue in 7 days.</source>
            <translation>7 ngày qua không có phản ánh trễ hạn.</translation>
        </message>
        <message>
            <source>No complaint has a telephone ending in {end}.</source>
            <translation>Không có phản ánh nào có điện thoại đuôi {end}.</translation>
        </message>
        <message>
            <source>No complaint in this period.</source>
            <translation>Không có phản ánh trong kỳ này.</translation>
        </message>
        <message>
            <source>No complaint is on this machine yet.</source>
            <translation>Chưa có phản ánh nào trên máy này.</translation>
        </message>
        <message>
            <source>No complaint matches</source>
            <translation>Không có phản ánh nào khớp</translation>
        </message>
        <message>
            <source>No complaints on this machine yet</source>
            <translation>Máy này chưa có phản ánh nào</translation>
        </message>
        <message>
            <source>No computer has that address. Check the spelling, and that this machine has a network.</source>
            <translation>Không có máy nào mang địa chỉ đó. Hãy kiểm tra chính tả và kết nối mạng của máy này.</translation>
        </message>
        <message>
            <source>No data after {time}</source>
            <translation>Không có số liệu sau {time}</translation>
        </message>
        <message>
            <source>No data on this machine yet</source>
            <translation>Máy này chưa có dữ liệu</translation>
        </message>
        <message>
            <source>No data on this machine yet.</source>
            <translation>Chưa có số liệu trên máy này.</translation>
        </message>
        <message>
            <source>No field</source>
            <translation>Chưa rõ lĩnh vực</translation>
        </message>
        <message>
            <source>No forecast</source>
            <translation>Chưa có dự báo</translation>
        </message>
        <message>
            <source>No indicator fits these filters. Esc drops them.</source>
            <translation>Không có chỉ tiêu nào khớp bộ lọc. Esc để bỏ lọc.</translation>
        </message>
        <message>
            <source>No indicator is at risk in {period}.</source>
            <translation>{period} không có chỉ tiêu nào nguy cơ không đạt.</translation>
        </message>
        <message>
            <source>No indicator is chosen.</source>
            <translation>Chưa chọn chỉ tiêu.</translation>
        </message>
        <message>
            <source>No indicator is on this machine yet.</source>
            <translation>Chưa có chỉ tiêu nào trên máy này.</translation>
        </message>
        <message>
            <source>No indicator of this area can be assessed in {period}.</source>
            <translation>{period} chưa có chỉ tiêu nào của địa bàn này được đánh giá.</translation>
        </message>
        <message>
            <source>No new data since {when}.</source>
            <translation>Từ {when} không nhận thêm dữ liệu.</translation>
        </message>
        <message>
            <source>No number of this indicator is known for this area by {period}.</source>
            <translation>Chưa có số liệu của chỉ tiêu này cho địa bàn đang chọn đến {period}.</translation>
        </message>
        <message>
            <source>No open complaint of this unit is overdue.</source>
            <translation>Đơn vị không có phản ánh đang mở nào trễ hạn.</translation>
        </message>
        <message>
            <source>No place given</source>
            <translation>Người dân không cho vị trí</translation>
        </message>
        <message>
            <source>No plan</source>
            <translation>Không có kế hoạch</translation>
        </message>
        <message>
            <source>No promise was made about this indicator.</source>
            <translation>Chưa có lời hứa về chỉ tiêu này.</translation>
        </message>
        <message>
            <source>No promise yet</source>
            <translation>Chưa có lời hứa</translation>
        </message>
        <message>
            <source>No proof, %</source>
            <translation>Thiếu minh chứng, %</translation>
        </message>
        <message>
            <source>No request yet</source>
            <translation>Chưa có yêu cầu nào</translation>
        </message>
        <message>
            <source>No second directive was issued. What you wrote is kept on this machine.</source>
            <translation>Chưa ban hành chỉ đạo thứ hai. Nội dung anh/chị viết vẫn được giữ trên máy này.</translation>
        </message>
        <message>
            <source>No second request was made. Your question and its evidence are kept on this machine.</source>
            <translation>Chưa lập yêu cầu thứ hai. Câu hỏi và bằng chứng vẫn được giữ trên máy này.</translation>
        </message>
        <message>
            <source>No unit fits.</source>
            <translation>Không có đơn vị nào khớp.</translation>
        </message>
        <message>
            <source>No unit has complaints in this period.</source>
            <translation>Không đơn vị nào có phản ánh trong kỳ này.</translation>
        </message>
        <message>
            <source>No unit is on this machine yet.</source>
            <translation>Chưa có đơn vị nào trên máy này.</translation>
        </message>
        <message>
            <source>No unit yet</source>
            <translation>Chưa có đơn vị</translation>
        </message>
        <message>
            <source>None of these complaints can be ordered.</source>
            <translation>Không phản ánh nào trong danh sách chỉ đạo được.</translation>
        </message>
        <message>
            <source>None saved yet</source>
            <translation>Chưa lưu góc nhìn nào</translation>
        </message>
        <message>
            <source>None within 150 m and 14 days in the same field</source>
            <translation>Không có phản ánh cùng lĩnh vực trong 150 m, 14 ngày</translation>
        </message>
        <message>
            <source>None within {m} m before this one</source>
            <translation>Trước phản ánh này chưa có phản ánh nào trong {m} m</translation>
        </message>
        <message>
            <source>Normal</source>
            <translation>Thường</translation>
        </message>
        <message>
            <source>Not acknowledged</source>
            <translation>Chưa ai nhận</translation>
        </message>
        <message>
            <source>Not asked to explain yet</source>
            <translation>Chưa yêu cầu giải trình</translation>
        </message>
        <message>
            <source>Not confirmed yet, being checked</source>
            <translation>Chưa xác nhận, đang kiểm tra</translation>
        </message>
        <message>
            <source>Not kept</source>
            <translation>Không giữ</translation>
        </message>
        <message>
            <source>Not on time by week</source>
            <translation>Không đúng hạn theo tuần</translation>
        </message>
        <message>
            <source>Not opened yet</source>
            <translation>Chờ tiếp nhận</translation>
        </message>
        <message>
            <source>Not opened yet · sent {when}</source>
            <translation>Chờ tiếp nhận · gửi {when}</translation>
        </message>
        <message>
            <source>Not routed</source>
            <translation>Chờ chuyển</translation>
        </message>
        <message>
            <source>Not signed in</source>
            <translation>Chưa đăng nhập</translation>
        </message>
        <message>
            <source>Not taken up</source>
            <translation>Không tiếp nhận</translation>
        </message>
        <message>
            <source>Nothing found for “{words}”.</source>
            <translation>Không tìm thấy “{words}”.</translation>
        </message>
        <message>
            <source>Nothing has been fetched yet.</source>
            <translation>Chưa tải số liệu nào.</translation>
        </message>
        <message>
            <source>Nothing here</source>
            <translation>Không có phản ánh ở đây</translation>
        </message>
        <message>
            <source>Nothing in this part of the list</source>
            <translation>Mục này không có phản ánh nào</translation>
        </message>
        <message>
            <source>Nothing is closed yet.</source>
            <translation>Chưa đóng phản ánh nào.</translation>
        </message>
        <message>
            <source>Nothing is on this machine yet.</source>
            <translation>Chưa có gì trên máy này.</translation>
        </message>
        <message>
            <source>Nothing is sent over this line. Tell the person who looks after the network.</source>
            <translation>Không gửi gì qua đường truyền này. Hãy báo người quản trị mạng.</translation>
        </message>
        <message>
            <source>Nothing open is overdue.</source>
            <translation>Không có phản ánh đang mở nào trễ hạn.</translation>
        </message>
        <message>
            <source>Nothing to compare with yet</source>
            <translation>Chưa có gì để so</translation>
        </message>
        <message>
            <source>Nothing to do.</source>
            <translation>Không cần làm gì.</translation>
        </message>
        <message>
            <source>Nothing to do. If the new number answers your question, withdraw the request.</source>
            <translation>Không cần làm gì. Nếu số mới đã trả lời được câu hỏi, anh/chị có thể rút lại yêu cầu.</translation>
        </message>
        <message>
            <source>Nothing to do. If you meant the other unit, withdraw the directive.</source>
            <translation>Không cần làm gì. Nếu ý anh/chị là đơn vị kia, hãy rút lại chỉ đạo.</translation>
        </message>
        <message>
            <source>Nothing to do: dismiss it.</source>
            <translation>Không cần làm gì: hãy bỏ qua lệnh này.</translation>
        </message>
        <message>
            <source>Nothing to do: it is sent by itself within five minutes.</source>
            <translation>Không cần làm gì: máy tự gửi trong vòng năm phút.</translation>
        </message>
        <message>
            <source>Nothing to do: it is sent by itself, once, when the centre answers.</source>
            <translation>Không cần làm gì: máy tự gửi, đúng một lần, khi liên lạc được với trung tâm.</translation>
        </message>
        <message>
            <source>Nothing to do: it is tried again at {time}.</source>
            <translation>Không cần làm gì: máy tự gửi lại lúc {time}.</translation>
        </message>
        <message>
            <source>Nothing waits here: the centre has every command of this machine.</source>
            <translation>Không có lệnh nào chờ: trung tâm đã nhận mọi lệnh của máy này.</translation>
        </message>
        <message>
            <source>Nothing was changed.</source>
            <translation>Chưa có gì bị thay đổi.</translation>
        </message>
        <message>
            <source>Nothing was deleted. Commands you saved are safe and are sent when the line is back.</source>
            <translation>Không có gì bị xóa. Các lệnh đã lưu vẫn an toàn và được gửi khi có kết nối trở lại.</translation>
        </message>
        <message>
            <source>Nothing you saved is lost.</source>
            <translation>Những gì đã lưu không bị mất.</translation>
        </message>
        <message>
            <source>Now</source>
            <translation>Lúc này</translation>
        </message>
        <message>
            <source>Number received</source>
            <translation>Số phản ánh nhận</translation>
        </message>
        <message>
            <source>Number received per km²</source>
            <translation>Số tiếp nhận trên km²</translation>
        </message>
        <message>
            <source>Office of the city</source>
            <translation>Cơ quan thành phố</translation>
        </message>
        <message>
            <source>Office time to closing</source>
            <translation>Thời gian xử lý</translation>
        </message>
        <message>
            <source>Offices of communes</source>
            <translation>Phòng, ban cấp xã</translation>
        </message>
        <message>
            <source>Offline since {time}</source>
            <translation>Ngoại tuyến từ {time}</translation>
        </message>
        <message>
            <source>Offline since {time}: a sign-in page of the network answers</source>
            <translation>Ngoại tuyến từ {time}: mạng đang đòi đăng nhập trang chào</translation>
        </message>
        <message>
            <source>Offline since {time}: the certificate is not trusted</source>
            <translation>Ngoại tuyến từ {time}: chứng thư không được tin cậy</translation>
        </message>
        <message>
            <source>Offline: saved on this machine, sent by itself when there is a network.</source>
            <translation>Đang ngoại tuyến: lưu trên máy, tự gửi khi có mạng.</translation>
        </message>
        <message>
            <source>Older than 24 hours</source>
            <translation>Tồn trên 24 giờ</translation>
        </message>
        <message>
            <source>On the map</source>
            <translation>Trên bản đồ</translation>
        </message>
        <message>
            <source>On this machine</source>
            <translation>Số liệu trên máy này</translation>
        </message>
        <message>
            <source>On time</source>
            <translation>Đúng hạn</translation>
        </message>
        <message>
            <source>On time by each formula</source>
            <translation>Đúng hạn theo từng công thức</translation>
        </message>
        <message>
            <source>On time by {formula}</source>
            <translation>Đúng hạn theo {formula}</translation>
        </message>
        <message>
            <source>On time {formula}</source>
            <translation>Đúng hạn {formula}</translation>
        </message>
        <message>
            <source>On time {formula}, %</source>
            <translation>Đúng hạn {formula}, %</translation>
        </message>
        <message>
            <source>On time, %</source>
            <translation>Đúng hạn, %</translation>
        </message>
        <message>
            <source>On time, 12 weeks</source>
            <translation>Đúng hạn 12 tuần</translation>
        </message>
        <message>
            <source>Once signed in, this machine keeps a copy of the data and works without a network.</source>
            <translation>Sau khi đăng nhập, máy này giữ một bản dữ liệu và làm việc được cả khi mất mạng.</translation>
        </message>
        <message>
            <source>One by one</source>
            <translation>Từng điểm</translation>
        </message>
        <message>
            <source>One step back</source>
            <translation>Lùi một bước</translation>
        </message>
        <message>
            <source>One step forward</source>
            <translation>Tiến một bước</translation>
        </message>
        <message>
            <source>Online since {time}</source>
            <translation>Trực tuyến từ {time}</translation>
        </message>
        <message>
            <source>Online · data until {time}</source>
            <translation>Trực tuyến · dữ liệu đến {time}</translation>
        </message>
        <message>
            <source>Online · no data yet</source>
            <translation>Trực tuyến · chưa có dữ liệu</translation>
        </message>
        <message>
            <source>Only these complaints</source>
            <translation>Chỉ những phản ánh này</translation>
        </message>
        <message>
            <source>Only what the map shows</source>
            <translation>Chỉ lấy trong khung nhìn bản đồ</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Mở</translation>
        </message>
        <message>
            <source>Open Units</source>
            <translation>Mở Đơn vị</translation>
        </message>
        <message>
            <source>Open a screen</source>
            <translation>Mở một màn hình</translation>
        </message>
        <message>
            <source>Open a unit's page</source>
            <translation>Mở trang đơn vị</translation>
        </message>
        <message>
            <source>Open and overdue</source>
            <translation>Trễ hạn đang mở</translation>
        </message>
        <message>
            <source>Open and overdue, %</source>
            <translation>Trễ hạn đang mở, %</translation>
        </message>
        <message>
            <source>Open and overdue, by unit</source>
            <translation>Trễ hạn đang mở, theo đơn vị</translation>
        </message>
        <message>
            <source>Open the complaint</source>
            <translation>Mở phản ánh</translation>
        </message>
        <message>
            <source>Open the indicator</source>
            <translation>Mở chỉ tiêu</translation>
        </message>
        <message>
            <source>Open this link</source>
            <translation>Mở liên kết này</translation>
        </message>
        <message>
            <source>Open this screen in a window of its own</source>
            <translation>Mở màn hình này ở cửa sổ riêng</translation>
        </message>
        <message>
            <source>Open {number}</source>
            <translation>Mở {number}</translation>
        </message>
        <message>
            <source>Open, late</source>
            <translation>Trễ, mở</translation>
        </message>
        <message>
            <source>Opened</source>
            <translation>Đơn vị mở</translation>
        </message>
        <message>
            <source>Opened by the unit</source>
            <translation>Đơn vị đã mở</translation>
        </message>
        <message>
            <source>Order again</source>
            <translation>Chỉ đạo lại</translation>
        </message>
        <message>
            <source>Order all the same</source>
            <translation>Vẫn chỉ đạo</translation>
        </message>
        <message>
            <source>Order no more</source>
            <translation>Không chỉ đạo nữa</translation>
        </message>
        <message>
            <source>Order with {n} working days from receipt</source>
            <translation>Chỉ đạo với hạn {n} ngày làm việc từ lúc nhận</translation>
        </message>
        <message>
            <source>Order with {n} working days from receipt, or order no more. Look whether the words name the old day.</source>
            <translation>Hãy chỉ đạo với hạn {n} ngày làm việc từ lúc nhận, hoặc không chỉ đạo nữa. Lưu ý nội dung có thể còn nhắc ngày cũ.</translation>
        </message>
        <message>
            <source>Order {n} complaints</source>
            <translation>Chỉ đạo {n} phản ánh</translation>
        </message>
        <message>
            <source>Order {n}…</source>
            <translation>Chỉ đạo {n}…</translation>
        </message>
        <message>
            <source>Order {unit} all the same, or take the text out and hand it to somebody who may order the other unit.</source>
            <translation>Vẫn chỉ đạo {unit}, hoặc lấy nội dung ra chuyển cho người có thẩm quyền với đơn vị kia.</translation>
        </message>
        <message>
            <source>Outbox</source>
            <translation>Hộp gửi</translation>
        </message>
        <message>
            <source>Outbox empty</source>
            <translation>Hộp gửi trống</translation>
        </message>
        <message>
            <source>Overall view</source>
            <translation>Toàn cảnh</translation>
        </message>
        <message>
            <source>Overdue</source>
            <translation>Quá hạn</translation>
        </message>
        <message>
            <source>Overdue for longest</source>
            <translation>Trễ hạn lâu nhất</translation>
        </message>
        <message>
            <source>Overdue from here</source>
            <translation>Trễ hạn</translation>
        </message>
        <message>
            <source>Overdue share = overdue / with a verdict</source>
            <translation>Tỷ lệ trễ hạn = trễ / đã rõ đúng hay trễ</translation>
        </message>
        <message>
            <source>Overdue share, %</source>
            <translation>Tỷ lệ trễ hạn, %</translation>
        </message>
        <message>
            <source>Overdue, open</source>
            <translation>Đang trễ hạn</translation>
        </message>
        <message>
            <source>Overview</source>
            <translation>Tổng quan</translation>
        </message>
        <message>
            <source>Passed to a unit</source>
            <translation>Chuyển đơn vị</translation>
        </message>
        <message>
            <source>Password</source>
            <translation>Mật khẩu</translation>
        </message>
        <message>
            <source>Past due</source>
            <translation>Trễ hạn</translation>
        </message>
        <message>
            <source>Pause (Space)</source>
            <translation>Dừng (phím cách)</translation>
        </message>
        <message>
            <source>Pending</source>
            <translation>Đang chờ</translation>
        </message>
        <message>
            <source>Period</source>
            <translation>Kỳ</translation>
        </message>
        <message>
            <source>Period of all screens</source>
            <translation>Kỳ của mọi màn hình</translation>
        </message>
        <message>
            <source>Photo</source>
            <translation>Ảnh</translation>
        </message>
        <message>
            <source>Photos and video</source>
            <translation>Ảnh và video</translation>
        </message>
        <message>
            <source>Photos and video of the open complaint</source>
            <translation>Ảnh và video của phản ánh đang mở</translation>
        </message>
        <message>
            <source>Plan</source>
            <translation>Kế hoạch</translation>
        </message>
        <message>
            <source>Plan of the period</source>
            <translation>Kế hoạch kỳ</translation>
        </message>
        <message>
            <source>Plan of year</source>
            <translation>KH năm</translation>
        </message>
        <message>
            <source>Plan to the period {plan}</source>
            <translation>Kế hoạch kỳ {plan}</translation>
        </message>
        <message>
            <source>Plan {period} · year {year}</source>
            <translation>KH {period} · năm {year}</translation>
        </message>
        <message>
            <source>Plan, short</source>
            <translation>KH</translation>
        </message>
        <message>
            <source>Plan: period {period} · year {year}</source>
            <translation>KH kỳ {period} · năm {year}</translation>
        </message>
        <message>
            <source>Play (Space)</source>
            <translation>Phát (phím cách)</translation>
        </message>
        <message>
            <source>Play the video (Space)</source>
            <translation>Phát video (phím cách)</translation>
        </message>
        <message>
            <source>Please give the cause, the remedy and the value promised by {day}.</source>
            <translation>Đề nghị nêu nguyên nhân, biện pháp và mức cam kết đến {day}.</translation>
        </message>
        <message>
            <source>Please say what is different from last year, and the remedy with its date.</source>
            <translation>Đề nghị nêu rõ khác biệt so với năm trước, biện pháp và thời hạn khắc phục.</translation>
        </message>
        <message>
            <source>Police</source>
            <translation>Công an</translation>
        </message>
        <message>
            <source>Possible duplicates near by</source>
            <translation>Nghi trùng gần đây</translation>
        </message>
        <message>
            <source>Press G to ask a unit to explain an indicator. What you save stays on this machine until the centre has it.</source>
            <translation>Nhấn G để yêu cầu một đơn vị giải trình về chỉ tiêu. Nội dung đã lưu nằm trên máy này cho đến khi trung tâm nhận được.</translation>
        </message>
        <message>
            <source>Press once more to save {n} commands.</source>
            <translation>Nhấn lần nữa để lưu {n} lệnh.</translation>
        </message>
        <message>
            <source>Priority</source>
            <translation>Ưu tiên</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>Báo cáo tiến độ</translation>
        </message>
        <message>
            <source>Promise</source>
            <translation>Cam kết</translation>
        </message>
        <message>
            <source>Promised</source>
            <translation>Đã hứa</translation>
        </message>
        <message>
            <source>Promised date and value</source>
            <translation>Ngày và giá trị hứa</translation>
        </message>
        <message>
            <source>Promises kept</source>
            <translation>Giữ lời</translation>
        </message>
        <message>
            <source>Public service centre</source>
            <translation>Trung tâm, đơn vị sự nghiệp</translation>
        </message>
        <message>
            <source>Put into the outbox</source>
            <translation>Đưa vào hàng chờ gửi</translation>
        </message>
        <message>
            <source>Question to the unit</source>
            <translation>Nội dung hỏi đơn vị</translation>
        </message>
        <message>
            <source>Rank</source>
            <translation>Hạng</translation>
        </message>
        <message>
            <source>Rated by the citizen</source>
            <translation>Người dân đánh giá</translation>
        </message>
        <message>
            <source>Read only · data until {time}</source>
            <translation>Chỉ xem · dữ liệu đến {time}</translation>
        </message>
        <message>
            <source>Read only · no data yet</source>
            <translation>Chỉ xem · chưa có dữ liệu</translation>
        </message>
        <message>
            <source>Read only: another console of this machine is open</source>
            <translation>Chỉ xem: chương trình đang mở ở cửa sổ khác</translation>
        </message>
        <message>
            <source>Read the map another way</source>
            <translation>Đổi cách xem bản đồ</translation>
        </message>
        <message>
            <source>Read {number}, or ask all the same.</source>
            <translation>Hãy xem {number}, hoặc vẫn hỏi.</translation>
        </message>
        <message>
            <source>Read {number}, or order all the same.</source>
            <translation>Hãy xem {number}, hoặc vẫn chỉ đạo.</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>Lý do</translation>
        </message>
        <message>
            <source>Reason for shelving</source>
            <translation>Lý do gác cảnh báo</translation>
        </message>
        <message>
            <source>Reason of the return</source>
            <translation>Lý do trả lại</translation>
        </message>
        <message>
            <source>Reason of the withdrawal</source>
            <translation>Lý do rút lại</translation>
        </message>
        <message>
            <source>Reason, required</source>
            <translation>Lý do, bắt buộc</translation>
        </message>
        <message>
            <source>Received</source>
            <translation>Tiếp nhận</translation>
        </message>
        <message>
            <source>Received by the centre</source>
            <translation>Trung tâm đã nhận</translation>
        </message>
        <message>
            <source>Received {time}</source>
            <translation>Nhận {time}</translation>
        </message>
        <message>
            <source>Received, and passed on to the successor unit</source>
            <translation>Trung tâm đã nhận và chuyển đến đơn vị kế thừa</translation>
        </message>
        <message>
            <source>Received, and passed on to the unit that handles it now</source>
            <translation>Trung tâm đã nhận và chuyển đến đơn vị đang xử lý</translation>
        </message>
        <message>
            <source>Received; the number was revised meanwhile</source>
            <translation>Trung tâm đã nhận; số đã được đính chính</translation>
        </message>
        <message>
            <source>Reference data</source>
            <translation>Danh mục</translation>
        </message>
        <message>
            <source>Refused</source>
            <translation>Bị từ chối</translation>
        </message>
        <message>
            <source>Refused by the centre</source>
            <translation>Trung tâm từ chối</translation>
        </message>
        <message>
            <source>Refused: its time had passed</source>
            <translation>Bị từ chối: thời hạn đã qua</translation>
        </message>
        <message>
            <source>Refused: the complaint is open already</source>
            <translation>Bị từ chối: phản ánh đang mở</translation>
        </message>
        <message>
            <source>Refused: the complaint was closed meanwhile</source>
            <translation>Bị từ chối: phản ánh đã đóng trước đó</translation>
        </message>
        <message>
            <source>Refused: you no longer have the right</source>
            <translation>Bị từ chối: anh/chị không còn quyền</translation>
        </message>
        <message>
            <source>Remedy</source>
            <translation>Biện pháp</translation>
        </message>
        <message>
            <source>Reminder sent</source>
            <translation>Đã nhắc đơn vị</translation>
        </message>
        <message>
            <source>Rename “{name}”</source>
            <translation>Đổi tên “{name}”</translation>
        </message>
        <message>
            <source>Reopen the complaint</source>
            <translation>Mở lại phản ánh</translation>
        </message>
        <message>
            <source>Reopen the complaint and then order again here, or order no more.</source>
            <translation>Hãy mở lại phản ánh rồi chỉ đạo lại tại đây, hoặc không chỉ đạo nữa.</translation>
        </message>
        <message>
            <source>Reopen the complaint; then ask again here.</source>
            <translation>Hãy mở lại phản ánh, rồi hỏi lại tại đây.</translation>
        </message>
        <message>
            <source>Reopened</source>
            <translation>Mở lại</translation>
        </message>
        <message>
            <source>Reopened, %</source>
            <translation>Mở lại, %</translation>
        </message>
        <message>
            <source>Reopening of a complaint</source>
            <translation>Mở lại phản ánh</translation>
        </message>
        <message>
            <source>Replay the period on the map</source>
            <translation>Phát lại kỳ trên bản đồ</translation>
        </message>
        <message>
            <source>Replay {when}</source>
            <translation>Phát lại {when}</translation>
        </message>
        <message>
            <source>Report accepted</source>
            <translation>Chấp nhận báo cáo</translation>
        </message>
        <message>
            <source>Report returned for more</source>
            <translation>Trả lại báo cáo để bổ sung</translation>
        </message>
        <message>
            <source>Reporter</source>
            <translation>Người phản ánh</translation>
        </message>
        <message>
            <source>Request explanation</source>
            <translation>Yêu cầu giải trình</translation>
        </message>
        <message>
            <source>Request withdrawn</source>
            <translation>Rút lại yêu cầu</translation>
        </message>
        <message>
            <source>Request {number} was made exactly once and shows both units.</source>
            <translation>Yêu cầu {number} được lập đúng một lần và ghi cả hai đơn vị.</translation>
        </message>
        <message>
            <source>Request {number} was made exactly once.</source>
            <translation>Yêu cầu {number} được lập đúng một lần.</translation>
        </message>
        <message>
            <source>Requests</source>
            <translation>Yêu cầu giải trình</translation>
        </message>
        <message>
            <source>Requests and answers</source>
            <translation>Yêu cầu và trả lời</translation>
        </message>
        <message>
            <source>Requests for explanation</source>
            <translation>Yêu cầu giải trình</translation>
        </message>
        <message>
            <source>Restart the program: it sets the file aside and fetches the data again.</source>
            <translation>Hãy khởi động lại: phần mềm sẽ cất tệp hỏng đi và tải lại dữ liệu.</translation>
        </message>
        <message>
            <source>Return for more</source>
            <translation>Trả lại để bổ sung</translation>
        </message>
        <message>
            <source>Return of a report</source>
            <translation>Trả lại báo cáo</translation>
        </message>
        <message>
            <source>Return of an answer</source>
            <translation>Trả lại giải trình</translation>
        </message>
        <message>
            <source>Return the answer</source>
            <translation>Trả lại trả lời</translation>
        </message>
        <message>
            <source>Return to the unit</source>
            <translation>Trả lại đơn vị</translation>
        </message>
        <message>
            <source>Returned</source>
            <translation>Đã trả lại</translation>
        </message>
        <message>
            <source>Returned for more</source>
            <translation>Yêu cầu bổ sung</translation>
        </message>
        <message>
            <source>Returned for more · due {day}</source>
            <translation>Yêu cầu bổ sung · hạn {day}</translation>
        </message>
        <message>
            <source>Returned to the unit for more</source>
            <translation>Đã trả lại đơn vị để bổ sung</translation>
        </message>
        <message>
            <source>Return…</source>
            <translation>Trả lại…</translation>
        </message>
        <message>
            <source>Revisions</source>
            <translation>Điều chỉnh số liệu</translation>
        </message>
        <message>
            <source>Routed in 5 min</source>
            <translation>Chuyển trong 5 phút</translation>
        </message>
        <message>
            <source>Routed in 5 min, %</source>
            <translation>Chuyển ≤ 5′, %</translation>
        </message>
        <message>
            <source>Rule</source>
            <translation>Quy tắc</translation>
        </message>
        <message>
            <source>Same period</source>
            <translation>Cùng kỳ</translation>
        </message>
        <message>
            <source>Same period {value}</source>
            <translation>Cùng kỳ {value}</translation>
        </message>
        <message>
            <source>Sample data</source>
            <translation>Dữ liệu mẫu</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>Lưu</translation>
        </message>
        <message>
            <source>Save a copy until {time}</source>
            <translation>Lưu bản sao đến {time}</translation>
        </message>
        <message>
            <source>Save a copy until {time}, or dismiss it.</source>
            <translation>Hãy lưu một bản sao với hạn mới {time}, hoặc bỏ qua.</translation>
        </message>
        <message>
            <source>Save and send</source>
            <translation>Lưu và gửi</translation>
        </message>
        <message>
            <source>Save the file of the answer</source>
            <translation>Lưu tệp của trả lời</translation>
        </message>
        <message>
            <source>Save the file…</source>
            <translation>Lưu tệp…</translation>
        </message>
        <message>
            <source>Save the list</source>
            <translation>Lưu danh sách</translation>
        </message>
        <message>
            <source>Save the request</source>
            <translation>Lưu yêu cầu</translation>
        </message>
        <message>
            <source>Save this view</source>
            <translation>Lưu góc nhìn</translation>
        </message>
        <message>
            <source>Save, send later</source>
            <translation>Lưu và chờ gửi</translation>
        </message>
        <message>
            <source>Saved at {time}.</source>
            <translation>Đã lưu lúc {time}.</translation>
        </message>
        <message>
            <source>Saved here</source>
            <translation>Lưu tại máy</translation>
        </message>
        <message>
            <source>Saved here, not sent yet</source>
            <translation>Đã lưu trên máy, chưa gửi</translation>
        </message>
        <message>
            <source>Saved on this machine and sent at once.</source>
            <translation>Đã lưu trên máy và gửi ngay.</translation>
        </message>
        <message>
            <source>Saved on this machine first, then sent at once.</source>
            <translation>Lưu trên máy trước, rồi gửi ngay.</translation>
        </message>
        <message>
            <source>Saved on this machine with the new time.</source>
            <translation>Đã lưu trên máy với thời hạn mới.</translation>
        </message>
        <message>
            <source>Saved on this machine. It is asked again.</source>
            <translation>Đã lưu trên máy. Sẽ hỏi lại.</translation>
        </message>
        <message>
            <source>Saved on this machine. It is asked all the same.</source>
            <translation>Đã lưu trên máy. Yêu cầu vẫn được gửi.</translation>
        </message>
        <message>
            <source>Saved on this machine. It is ordered again.</source>
            <translation>Đã lưu trên máy. Chỉ đạo được gửi lại.</translation>
        </message>
        <message>
            <source>Saved on this machine. It is ordered all the same.</source>
            <translation>Đã lưu trên máy. Vẫn gửi chỉ đạo.</translation>
        </message>
        <message>
            <source>Saved on this machine. It is sent by itself when there is a network, exactly once.</source>
            <translation>Đã lưu trên máy. Yêu cầu sẽ tự gửi đúng một lần khi có mạng.</translation>
        </message>
        <message>
            <source>Saved on this machine. It is sent now.</source>
            <translation>Đã lưu trên máy. Đang gửi.</translation>
        </message>
        <message>
            <source>Saved on this machine. It is sent, once, when there is a network.</source>
            <translation>Đã lưu trên máy. Máy tự gửi, đúng một lần, khi có mạng.</translation>
        </message>
        <message>
            <source>Saved on this machine. Its days count from receipt.</source>
            <translation>Đã lưu trên máy. Hạn tính từ lúc trung tâm nhận.</translation>
        </message>
        <message>
            <source>Saved on this machine: acknowledgement of “{title}”.</source>
            <translation>Đã lưu trên máy: nhận cảnh báo “{title}”.</translation>
        </message>
        <message>
            <source>Saved on this machine: answer accepted.</source>
            <translation>Đã lưu trên máy: chấp nhận trả lời.</translation>
        </message>
        <message>
            <source>Saved on this machine: answer returned.</source>
            <translation>Đã lưu trên máy: trả lại trả lời.</translation>
        </message>
        <message>
            <source>Saved on this machine: request withdrawn.</source>
            <translation>Đã lưu trên máy: rút lại yêu cầu.</translation>
        </message>
        <message>
            <source>Saved on this machine: the complaint is to be reopened. Then ask again.</source>
            <translation>Đã lưu trên máy lệnh mở lại phản ánh. Sau đó hãy hỏi lại.</translation>
        </message>
        <message>
            <source>Saved on this machine: the complaint is to be reopened. Then order again.</source>
            <translation>Đã lưu trên máy lệnh mở lại phản ánh. Sau đó hãy gửi lại chỉ đạo.</translation>
        </message>
        <message>
            <source>Saved on this machine: the directive is withdrawn.</source>
            <translation>Đã lưu trên máy: rút lại chỉ đạo.</translation>
        </message>
        <message>
            <source>Saved on this machine: the report is accepted.</source>
            <translation>Đã lưu trên máy: chấp nhận báo cáo.</translation>
        </message>
        <message>
            <source>Saved on this machine: the report is returned for more.</source>
            <translation>Đã lưu trên máy: trả lại báo cáo để bổ sung.</translation>
        </message>
        <message>
            <source>Saved on this machine: “{title}” given to {name}.</source>
            <translation>Đã lưu trên máy: giao “{title}” cho {name}.</translation>
        </message>
        <message>
            <source>Saved on this machine: “{title}” shelved until {time}.</source>
            <translation>Đã lưu trên máy: gác “{title}” đến {time}.</translation>
        </message>
        <message>
            <source>Saved views</source>
            <translation>Góc nhìn đã lưu</translation>
        </message>
        <message>
            <source>Saved: {path}</source>
            <translation>Đã lưu: {path}</translation>
        </message>
        <message>
            <source>Say in a few words why you must know.</source>
            <translation>Hãy ghi vài chữ vì sao cần biết.</translation>
        </message>
        <message>
            <source>Screens</source>
            <translation>Màn hình</translation>
        </message>
        <message>
            <source>Search everything</source>
            <translation>Tìm mọi thứ</translation>
        </message>
        <message>
            <source>Search in the list</source>
            <translation>Tìm trong danh sách</translation>
        </message>
        <message>
            <source>Search indicators</source>
            <translation>Tìm chỉ tiêu</translation>
        </message>
        <message>
            <source>Search the text</source>
            <translation>Tìm trong nội dung</translation>
        </message>
        <message>
            <source>Search units</source>
            <translation>Tìm đơn vị</translation>
        </message>
        <message>
            <source>See</source>
            <translation>Xem</translation>
        </message>
        <message>
            <source>See the identity</source>
            <translation>Xem danh tính</translation>
        </message>
        <message>
            <source>Sent to</source>
            <translation>Gửi đến</translation>
        </message>
        <message>
            <source>Share of priorities 1, 2, 3 in percent</source>
            <translation>Tỷ trọng ưu tiên 1, 2, 3 (%)</translation>
        </message>
        <message>
            <source>Shelve</source>
            <translation>Gác</translation>
        </message>
        <message>
            <source>Shelve the alert</source>
            <translation>Gác cảnh báo</translation>
        </message>
        <message>
            <source>Shelve until</source>
            <translation>Gác đến</translation>
        </message>
        <message>
            <source>Shelved</source>
            <translation>Đang gác</translation>
        </message>
        <message>
            <source>Shelving of an alert</source>
            <translation>Tạm gác cảnh báo</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>Xem</translation>
        </message>
        <message>
            <source>Show complaints</source>
            <translation>Xem phản ánh</translation>
        </message>
        <message>
            <source>Show the whole area</source>
            <translation>Xem toàn địa bàn</translation>
        </message>
        <message>
            <source>Sign in</source>
            <translation>Đăng nhập</translation>
        </message>
        <message>
            <source>Sign in and let it synchronise once; afterwards every screen opens without a network.</source>
            <translation>Đăng nhập và chờ đồng bộ xong một lần; sau đó mọi màn hình mở được khi không có mạng.</translation>
        </message>
        <message>
            <source>Sign in to get new data and to send what waits.</source>
            <translation>Hãy đăng nhập để nhận số liệu mới và gửi lệnh đang chờ.</translation>
        </message>
        <message>
            <source>Sign in to the data centre</source>
            <translation>Đăng nhập trung tâm dữ liệu</translation>
        </message>
        <message>
            <source>Sign in to the network with a browser.</source>
            <translation>Hãy đăng nhập mạng bằng trình duyệt.</translation>
        </message>
        <message>
            <source>Sign in: it is then sent by itself.</source>
            <translation>Hãy đăng nhập: máy sẽ tự gửi.</translation>
        </message>
        <message>
            <source>Sign out</source>
            <translation>Đăng xuất</translation>
        </message>
        <message>
            <source>Signed out since {time}</source>
            <translation>Hết phiên đăng nhập từ {time}</translation>
        </message>
        <message>
            <source>Since</source>
            <translation>Từ lúc</translation>
        </message>
        <message>
            <source>Some of it could not be read.</source>
            <translation>Có phần không đọc được.</translation>
        </message>
        <message>
            <source>Somebody else has taken this alert first.</source>
            <translation>Người khác đã nhận cảnh báo này trước.</translation>
        </message>
        <message>
            <source>Somebody reopened it before, or it was never closed.</source>
            <translation>Phản ánh đã được mở lại trước đó, hoặc chưa từng đóng.</translation>
        </message>
        <message>
            <source>Something answers at that address, but it is not a data centre of this system.</source>
            <translation>Có máy trả lời ở địa chỉ đó nhưng không phải trung tâm dữ liệu của hệ thống này.</translation>
        </message>
        <message>
            <source>Something unexpected went wrong.</source>
            <translation>Có lỗi ngoài dự kiến.</translation>
        </message>
        <message>
            <source>Sound off</source>
            <translation>Tắt tiếng</translation>
        </message>
        <message>
            <source>Sound on</source>
            <translation>Bật tiếng</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>Nguồn</translation>
        </message>
        <message>
            <source>Space marks several · Enter takes them · Esc leaves</source>
            <translation>Dấu cách: chọn thêm · Enter: dùng · Esc: bỏ</translation>
        </message>
        <message>
            <source>Speed: {paces} seconds a step</source>
            <translation>Tốc độ: {paces} giây mỗi bước</translation>
        </message>
        <message>
            <source>Stale since {when}</source>
            <translation>Cũ từ {when}</translation>
        </message>
        <message>
            <source>Standing</source>
            <translation>Mức</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>Trạng thái</translation>
        </message>
        <message>
            <source>Statuses</source>
            <translation>Trạng thái</translation>
        </message>
        <message>
            <source>Still progressing</source>
            <translation>Đang tiếp tục phát triển</translation>
        </message>
        <message>
            <source>Stop the video (Space)</source>
            <translation>Dừng video (phím cách)</translation>
        </message>
        <message>
            <source>Sync</source>
            <translation>Đồng bộ</translation>
        </message>
        <message>
            <source>Sync and outbox</source>
            <translation>Đồng bộ và hộp gửi</translation>
        </message>
        <message>
            <source>Sync now</source>
            <translation>Đồng bộ ngay</translation>
        </message>
        <message>
            <source>Synced at {time} · {n} changes</source>
            <translation>Đồng bộ xong {time} · {n} thay đổi</translation>
        </message>
        <message>
            <source>Take back</source>
            <translation>Rút lại</translation>
        </message>
        <message>
            <source>Take the cell in the middle of the heat map</source>
            <translation>Lọc theo ô giữa bản đồ nhiệt</translation>
        </message>
        <message>
            <source>Take the text out</source>
            <translation>Lấy nội dung ra</translation>
        </message>
        <message>
            <source>Take the text out and ask another unit, or ask no more.</source>
            <translation>Hãy lấy nội dung ra để hỏi đơn vị khác, hoặc không hỏi nữa.</translation>
        </message>
        <message>
            <source>Take the text out and order another unit, or order no more.</source>
            <translation>Hãy lấy nội dung ra để chỉ đạo đơn vị khác, hoặc không chỉ đạo nữa.</translation>
        </message>
        <message>
            <source>Take the text out if you need it, then dismiss it.</source>
            <translation>Hãy lấy nội dung ra nếu cần, rồi bỏ qua lệnh này.</translation>
        </message>
        <message>
            <source>Take the text out to hand it to somebody who may, then dismiss it.</source>
            <translation>Hãy lấy nội dung ra chuyển cho người có thẩm quyền, rồi bỏ qua lệnh này.</translation>
        </message>
        <message>
            <source>Taken back</source>
            <translation>Đã thu hồi</translation>
        </message>
        <message>
            <source>Taken back. The centre will not get it.</source>
            <translation>Đã rút lại. Trung tâm sẽ không nhận lệnh này.</translation>
        </message>
        <message>
            <source>Taken over by {unit}</source>
            <translation>Kế nhiệm: {unit}</translation>
        </message>
        <message>
            <source>Taken up by the unit</source>
            <translation>Đơn vị nhận việc</translation>
        </message>
        <message>
            <source>Telephone</source>
            <translation>Điện thoại</translation>
        </message>
        <message>
            <source>That is</source>
            <translation>Tức là</translation>
        </message>
        <message>
            <source>That is not a link of this program, so it was not opened.</source>
            <translation>Đây không phải liên kết của chương trình này nên không mở.</translation>
        </message>
        <message>
            <source>That is not an address. It looks like https://name.example.vn</source>
            <translation>Đó không phải là địa chỉ. Địa chỉ có dạng https://ten.example.vn</translation>
        </message>
        <message>
            <source>The account or the password is not right. Nothing was changed.</source>
            <translation>Tài khoản hoặc mật khẩu không đúng. Chưa có gì thay đổi.</translation>
        </message>
        <message>
            <source>The alert is closed already.</source>
            <translation>Cảnh báo đã đóng.</translation>
        </message>
        <message>
            <source>The alert may not be shelved for so long.</source>
            <translation>Không được gác cảnh báo lâu như vậy.</translation>
        </message>
        <message>
            <source>The alert was not shelved: it stands in the queue, so nothing is overlooked.</source>
            <translation>Cảnh báo chưa được gác lại: vẫn nằm trong hàng đợi nên không bị bỏ sót.</translation>
        </message>
        <message>
            <source>The answer must hold</source>
            <translation>Bắt buộc trả lời</translation>
        </message>
        <message>
            <source>The base map file {file} cannot be read.</source>
            <translation>Không đọc được tệp nền {file}.</translation>
        </message>
        <message>
            <source>The base map file {file} holds tiles of a kind this program does not draw.</source>
            <translation>Tệp nền {file} chứa loại ô bản đồ mà chương trình không vẽ được.</translation>
        </message>
        <message>
            <source>The base map file {file} is damaged.</source>
            <translation>Tệp nền {file} bị hỏng.</translation>
        </message>
        <message>
            <source>The base map file {file} is no map file.</source>
            <translation>Tệp nền {file} không phải tệp bản đồ.</translation>
        </message>
        <message>
            <source>The centre changed nothing.</source>
            <translation>Trung tâm không thay đổi gì.</translation>
        </message>
        <message>
            <source>The centre changed nothing. What you wrote is kept on this machine.</source>
            <translation>Trung tâm không thay đổi gì. Nội dung anh/chị viết vẫn được giữ trên máy này.</translation>
        </message>
        <message>
            <source>The centre does not know this alert.</source>
            <translation>Trung tâm không có cảnh báo này.</translation>
        </message>
        <message>
            <source>The centre does not know this directive.</source>
            <translation>Trung tâm không có chỉ đạo này.</translation>
        </message>
        <message>
            <source>The centre does not know this kind of command: it may need an upgrade.</source>
            <translation>Trung tâm chưa biết loại lệnh này: có thể cần nâng cấp.</translation>
        </message>
        <message>
            <source>The centre does not know this request.</source>
            <translation>Trung tâm không có yêu cầu này.</translation>
        </message>
        <message>
            <source>The centre does not know this unit.</source>
            <translation>Trung tâm không có đơn vị này.</translation>
        </message>
        <message>
            <source>The centre does not know what is asked about.</source>
            <translation>Trung tâm không có nội dung được hỏi.</translation>
        </message>
        <message>
            <source>The centre does not know whom it was given to.</source>
            <translation>Trung tâm không biết đơn vị hoặc người được giao.</translation>
        </message>
        <message>
            <source>The centre gave no reason.</source>
            <translation>Trung tâm không nêu lý do.</translation>
        </message>
        <message>
            <source>The centre has done nothing of it.</source>
            <translation>Trung tâm chưa thực hiện gì theo lệnh này.</translation>
        </message>
        <message>
            <source>The centre has it</source>
            <translation>Trung tâm đã nhận</translation>
        </message>
        <message>
            <source>The centre has it: request made {time}</source>
            <translation>Trung tâm đã nhận: yêu cầu lập {time}</translation>
        </message>
        <message>
            <source>The centre received it at {time}.</source>
            <translation>Trung tâm nhận lúc {time}.</translation>
        </message>
        <message>
            <source>The centre received the request</source>
            <translation>Trung tâm nhận yêu cầu</translation>
        </message>
        <message>
            <source>The centre wants a new sign-in before it takes commands.</source>
            <translation>Trung tâm yêu cầu đăng nhập lại trước khi nhận lệnh.</translation>
        </message>
        <message>
            <source>The centre, {n} times larger</source>
            <translation>Khu trung tâm, phóng {n} lần</translation>
        </message>
        <message>
            <source>The certificate is not trusted since {time}</source>
            <translation>Chứng thư không được tin cậy từ {time}</translation>
        </message>
        <message>
            <source>The certificate of that address is not trusted, so nothing was sent. Check the address; a centre with its own certificate needs its file in the settings.</source>
            <translation>Chứng thư của địa chỉ đó không được tin cậy nên chưa gửi gì đi. Hãy kiểm tra địa chỉ; trung tâm dùng chứng thư riêng cần khai tệp chứng thư trong cài đặt.</translation>
        </message>
        <message>
            <source>The clock is running</source>
            <translation>Đồng hồ đang chạy</translation>
        </message>
        <message>
            <source>The command on this machine is damaged and cannot be sent.</source>
            <translation>Lệnh trên máy này bị hỏng và không gửi được.</translation>
        </message>
        <message>
            <source>The complaint had gone from {old} to {new}, which is outside what your account may order.</source>
            <translation>Phản ánh đã chuyển từ {old} sang {new}, ngoài phạm vi chỉ đạo của tài khoản này.</translation>
        </message>
        <message>
            <source>The complaint had gone from {old} to {new}; the directive followed it.</source>
            <translation>Phản ánh đã chuyển từ {old} sang {new}; chỉ đạo được chuyển theo.</translation>
        </message>
        <message>
            <source>The complaint had moved on meanwhile; the directive notes how it stood.</source>
            <translation>Trạng thái phản ánh đã đổi trước đó; chỉ đạo có ghi lại.</translation>
        </message>
        <message>
            <source>The complaint is being worked on already.</source>
            <translation>Phản ánh đang được xử lý.</translation>
        </message>
        <message>
            <source>The complaint is closed: reopen it to order something.</source>
            <translation>Phản ánh đã đóng: cần mở lại để chỉ đạo.</translation>
        </message>
        <message>
            <source>The complaint is open again: ask again.</source>
            <translation>Phản ánh đã được mở lại: hãy hỏi lại.</translation>
        </message>
        <message>
            <source>The complaint is open again: order again.</source>
            <translation>Phản ánh đã được mở lại: hãy chỉ đạo lại.</translation>
        </message>
        <message>
            <source>The complaint is to be reopened. When the centre has done it you can ask again here.</source>
            <translation>Lệnh mở lại phản ánh đang chờ. Khi trung tâm thực hiện xong, anh/chị hỏi lại được tại đây.</translation>
        </message>
        <message>
            <source>The complaint is to be reopened. When the centre has done it you can order again here.</source>
            <translation>Lệnh mở lại phản ánh đang chờ. Khi trung tâm thực hiện xong, anh/chị chỉ đạo lại được tại đây.</translation>
        </message>
        <message>
            <source>The complaint was closed meanwhile.</source>
            <translation>Phản ánh đã được đóng.</translation>
        </message>
        <message>
            <source>The complaint was not taken up by the centre.</source>
            <translation>Phản ánh không được trung tâm tiếp nhận.</translation>
        </message>
        <message>
            <source>The complaint went to another unit meanwhile.</source>
            <translation>Phản ánh đã chuyển sang đơn vị khác.</translation>
        </message>
        <message>
            <source>The computer at that address does not answer there. Check the address and the port.</source>
            <translation>Máy ở địa chỉ đó không trả lời. Hãy kiểm tra địa chỉ và số cổng.</translation>
        </message>
        <message>
            <source>The connection broke off. Check the network, then try again.</source>
            <translation>Kết nối bị ngắt giữa chừng. Hãy kiểm tra mạng rồi thử lại.</translation>
        </message>
        <message>
            <source>The counts above show where the others are.</source>
            <translation>Số ở các mục bên trên cho biết phản ánh khác nằm ở đâu.</translation>
        </message>
        <message>
            <source>The damaged file is kept as {name}.</source>
            <translation>Tệp hỏng được giữ lại với tên {name}.</translation>
        </message>
        <message>
            <source>The data centre did not answer as it should. Nothing was found.</source>
            <translation>Trung tâm dữ liệu trả lời không đúng cách. Không tìm được gì.</translation>
        </message>
        <message>
            <source>The data centre did not answer as it should. Nothing was shown.</source>
            <translation>Trung tâm dữ liệu trả lời không đúng cách. Không có gì được hiện.</translation>
        </message>
        <message>
            <source>The data centre did not answer in time. Check the network, then try again.</source>
            <translation>Trung tâm dữ liệu không trả lời kịp. Hãy kiểm tra mạng rồi thử lại.</translation>
        </message>
        <message>
            <source>The data centre did not let you in ({code}).</source>
            <translation>Trung tâm dữ liệu không cho đăng nhập ({code}).</translation>
        </message>
        <message>
            <source>The data centre did not prove that it is the one this console knows. Data is shown until the time agreed before; sign in again to go on after that.</source>
            <translation>Trung tâm dữ liệu chưa chứng minh được là trung tâm mà máy này đã biết. Số liệu còn được xem đến thời hạn đã cấp trước đó; hãy đăng nhập lại để xem tiếp sau thời hạn.</translation>
        </message>
        <message>
            <source>The data centre does not give this file: it is no longer kept there, or it is not for this account. Try again, or ask the handling unit for it.</source>
            <translation>Trung tâm dữ liệu không cấp tệp này: tệp không còn được lưu hoặc tài khoản này không được xem. Hãy thử lại hoặc hỏi đơn vị xử lý.</translation>
        </message>
        <message>
            <source>The data centre does not have this complaint for this account.</source>
            <translation>Trung tâm dữ liệu không có phản ánh này cho tài khoản này.</translation>
        </message>
        <message>
            <source>The data centre has a fault of its own. Try again later.</source>
            <translation>Trung tâm dữ liệu đang có sự cố. Hãy thử lại sau.</translation>
        </message>
        <message>
            <source>The data centre has not confirmed that this account may see the data on this machine.</source>
            <translation>Trung tâm dữ liệu chưa xác nhận tài khoản này được xem số liệu trên máy này.</translation>
        </message>
        <message>
            <source>The data centre is asked what it has of them; nothing is sent twice.</source>
            <translation>Đang hỏi trung tâm dữ liệu đã nhận những lệnh nào; không lệnh nào bị gửi hai lần.</translation>
        </message>
        <message>
            <source>The data centre is busy. Try again shortly.</source>
            <translation>Trung tâm dữ liệu đang bận. Hãy thử lại sau ít phút.</translation>
        </message>
        <message>
            <source>The data centre was asked: {n} states put right.</source>
            <translation>Đã đối chiếu với trung tâm dữ liệu: sửa lại trạng thái {n} lệnh.</translation>
        </message>
        <message>
            <source>The data file on this machine is damaged.</source>
            <translation>Tệp dữ liệu trên máy này bị hỏng.</translation>
        </message>
        <message>
            <source>The data file was damaged. It was set aside and the data is fetched again; commands waiting to be sent are safe.</source>
            <translation>Tệp dữ liệu bị hỏng nên đã được cất riêng và dữ liệu đang được tải lại; các lệnh chờ gửi vẫn an toàn.</translation>
        </message>
        <message>
            <source>The data on this machine is hidden</source>
            <translation>Số liệu trên máy này đang được ẩn</translation>
        </message>
        <message>
            <source>The data on this machine is hidden; the request is kept as a draft.</source>
            <translation>Số liệu trên máy này đang được ẩn; nội dung đang viết được giữ làm bản nháp.</translation>
        </message>
        <message>
            <source>The data on this machine was written by a newer version of this program.</source>
            <translation>Dữ liệu trên máy này do một bản phần mềm mới hơn ghi.</translation>
        </message>
        <message>
            <source>The deadline had passed when the centre received it.</source>
            <translation>Trung tâm nhận được khi đã quá hạn.</translation>
        </message>
        <message>
            <source>The directive has moved on meanwhile.</source>
            <translation>Chỉ đạo đã chuyển sang trạng thái khác.</translation>
        </message>
        <message>
            <source>The disk is full.</source>
            <translation>Ổ đĩa đã đầy.</translation>
        </message>
        <message>
            <source>The disk is full: new data is not kept</source>
            <translation>Ổ đĩa đã đầy: không lưu thêm dữ liệu mới</translation>
        </message>
        <message>
            <source>The disk is full: new data is not kept. Commands still save.</source>
            <translation>Ổ đĩa đã đầy: không lưu thêm dữ liệu mới. Lệnh vẫn lưu được.</translation>
        </message>
        <message>
            <source>The evidence did not reach the centre.</source>
            <translation>Bằng chứng chưa đến được trung tâm.</translation>
        </message>
        <message>
            <source>The evidence on this machine is damaged.</source>
            <translation>Bằng chứng trên máy này bị hỏng.</translation>
        </message>
        <message>
            <source>The evidence says something else than the request.</source>
            <translation>Bằng chứng không khớp với nội dung yêu cầu.</translation>
        </message>
        <message>
            <source>The file before</source>
            <translation>Tệp trước</translation>
        </message>
        <message>
            <source>The file cannot be shown: it is damaged on this machine. Fetch it again; if that does not help, ask the handling unit for another copy.</source>
            <translation>Không xem được: tệp trên máy này bị hỏng. Hãy tải lại; nếu vẫn hỏng, hãy xin đơn vị xử lý bản khác.</translation>
        </message>
        <message>
            <source>The file is at the data centre, and there is no network now. It can be fetched as soon as there is one; until then ask the handling unit by telephone.</source>
            <translation>Tệp ở trung tâm dữ liệu và hiện mất mạng. Có mạng lại sẽ tải được; trong lúc chờ, hãy gọi điện cho đơn vị xử lý.</translation>
        </message>
        <message>
            <source>The file is at the data centre. Large files are fetched only when somebody wants to see them.</source>
            <translation>Tệp ở trung tâm dữ liệu. Tệp lớn chỉ được tải khi có người muốn xem.</translation>
        </message>
        <message>
            <source>The file is being fetched from the data centre. It opens here by itself when it has come.</source>
            <translation>Đang tải tệp từ trung tâm dữ liệu. Tải xong, tệp tự mở ở đây.</translation>
        </message>
        <message>
            <source>The file is being fetched. Save it again in a moment.</source>
            <translation>Đang tải tệp. Hãy lưu lại sau giây lát.</translation>
        </message>
        <message>
            <source>The file is larger than 64 MB and was not fetched. Watch it on the unit desk in a browser, or ask the handling unit for it.</source>
            <translation>Tệp lớn hơn 64 MB nên không tải về. Hãy xem trên bàn xử lý của đơn vị bằng trình duyệt hoặc hỏi đơn vị xử lý.</translation>
        </message>
        <message>
            <source>The file is not on this machine, and there is no network to fetch it.</source>
            <translation>Tệp chưa có trên máy này và hiện không có mạng để tải.</translation>
        </message>
        <message>
            <source>The file is not what it says it is, and was not opened. Ask the handling unit for another copy.</source>
            <translation>Tệp không đúng loại đã khai nên không được mở. Hãy xin đơn vị xử lý bản khác.</translation>
        </message>
        <message>
            <source>The file of your commands was damaged and has been recovered: {n} commands.</source>
            <translation>Tệp lệnh trên máy này bị hỏng và đã được khôi phục: {n} lệnh.</translation>
        </message>
        <message>
            <source>The file was not fetched: less than 500 MB are free on this machine's disk, which the work itself needs. Free some room, then fetch it again.</source>
            <translation>Tệp chưa được tải: ổ đĩa của máy còn trống dưới 500 MB, phần này dành cho công việc. Hãy giải phóng ổ đĩa rồi tải lại.</translation>
        </message>
        <message>
            <source>The file was not saved: it is damaged on this machine. Fetch it again, then save it.</source>
            <translation>Tệp chưa được lưu: tệp trên máy này bị hỏng. Hãy tải lại rồi lưu.</translation>
        </message>
        <message>
            <source>The frozen evidence is not on this machine yet. It comes with the next sync.</source>
            <translation>Bằng chứng đã đóng băng chưa có trên máy này. Bản sao sẽ về trong lần đồng bộ tới.</translation>
        </message>
        <message>
            <source>The keyring of this machine is locked, so the sign-in is not remembered.</source>
            <translation>Kho khóa của máy đang khóa nên không nhớ được đăng nhập.</translation>
        </message>
        <message>
            <source>The list again</source>
            <translation>Hiện lại danh sách</translation>
        </message>
        <message>
            <source>The map alone, without the list</source>
            <translation>Chỉ bản đồ, không danh sách</translation>
        </message>
        <message>
            <source>The map cannot be drawn on this machine. Lists and figures are complete without it.</source>
            <translation>Máy này không vẽ được bản đồ. Danh sách và số liệu vẫn đầy đủ.</translation>
        </message>
        <message>
            <source>The map does not run for the root account. Lists and figures are complete.</source>
            <translation>Bản đồ không chạy với tài khoản root. Danh sách và số liệu vẫn đầy đủ.</translation>
        </message>
        <message>
            <source>The map goes on without it.</source>
            <translation>Bản đồ vẫn chạy, không có nền.</translation>
        </message>
        <message>
            <source>The next file</source>
            <translation>Tệp sau</translation>
        </message>
        <message>
            <source>The next one</source>
            <translation>Phản ánh sau</translation>
        </message>
        <message>
            <source>The number asked about and the number today</source>
            <translation>Số đã hỏi và số hôm nay</translation>
        </message>
        <message>
            <source>The number was revised</source>
            <translation>Số được đính chính</translation>
        </message>
        <message>
            <source>The number was revised and no longer passes the threshold.</source>
            <translation>Số đã được đính chính và không còn vượt ngưỡng.</translation>
        </message>
        <message>
            <source>The number was revised from {old} to {new}. Please give the reason and say whether it is final.</source>
            <translation>Số liệu đã điều chỉnh từ {old} thành {new}. Đề nghị nêu lý do và cho biết đã là số chính thức chưa.</translation>
        </message>
        <message>
            <source>The number was revised {old} → {new} before that and still passes the threshold.</source>
            <translation>Số đã đính chính {old} → {new} trước đó và vẫn vượt ngưỡng.</translation>
        </message>
        <message>
            <source>The number was revised {old} → {new} before that.</source>
            <translation>Số đã đính chính {old} → {new} trước đó.</translation>
        </message>
        <message>
            <source>The number was revised {old} → {new} before the centre received your request: it is within the threshold.</source>
            <translation>Số đã đính chính {old} → {new} trước khi trung tâm nhận, không còn vượt ngưỡng.</translation>
        </message>
        <message>
            <source>The one before</source>
            <translation>Phản ánh trước</translation>
        </message>
        <message>
            <source>The other console was closed: this one can save again.</source>
            <translation>Chương trình kia đã đóng: ở đây đã lưu lại được.</translation>
        </message>
        <message>
            <source>The outbox was damaged and was recovered at {time}: {n} commands, {m} of them from its second copy.</source>
            <translation>Tệp hộp gửi bị hỏng, đã khôi phục lúc {time}: {n} lệnh, trong đó {m} lệnh lấy từ bản sao thứ hai.</translation>
        </message>
        <message>
            <source>The picture has more points than are opened here, and was left closed. Its file is here: save it, or ask the handling unit for a smaller copy.</source>
            <translation>Ảnh có quá nhiều điểm ảnh nên không được mở. Tệp đã có trên máy: hãy lưu ra hoặc xin đơn vị xử lý bản nhỏ hơn.</translation>
        </message>
        <message>
            <source>The reporter's identity is kept secret</source>
            <translation>Danh tính người phản ánh được bảo mật</translation>
        </message>
        <message>
            <source>The request has moved on meanwhile.</source>
            <translation>Yêu cầu đã chuyển sang bước khác.</translation>
        </message>
        <message>
            <source>The request you were writing is kept as a draft and comes back with the data.</source>
            <translation>Yêu cầu giải trình đang viết được giữ làm bản nháp và sẽ hiện lại cùng số liệu.</translation>
        </message>
        <message>
            <source>The same question to this unit is still open.</source>
            <translation>Câu hỏi này với đơn vị vẫn còn đang mở.</translation>
        </message>
        <message>
            <source>The settings file could not be read; it was set aside and the usual settings hold.</source>
            <translation>Không đọc được tệp cài đặt; tệp đã được cất riêng và dùng cài đặt mặc định.</translation>
        </message>
        <message>
            <source>The text is in the clipboard.</source>
            <translation>Đã chép nội dung vào bộ nhớ tạm.</translation>
        </message>
        <message>
            <source>The text is too long.</source>
            <translation>Nội dung quá dài.</translation>
        </message>
        <message>
            <source>The texts of complaints are still being indexed: more may come.</source>
            <translation>Văn bản phản ánh đang được lập chỉ mục: có thể còn kết quả.</translation>
        </message>
        <message>
            <source>The unit answered</source>
            <translation>Đơn vị trả lời</translation>
        </message>
        <message>
            <source>The unit has an order on this complaint already.</source>
            <translation>Đơn vị đã có chỉ đạo về phản ánh này.</translation>
        </message>
        <message>
            <source>The unit has not been asked. Your question and its evidence are kept on this machine.</source>
            <translation>Đơn vị chưa bị hỏi. Câu hỏi và bằng chứng vẫn được giữ trên máy này.</translation>
        </message>
        <message>
            <source>The unit has not been ordered. What you wrote is kept on this machine.</source>
            <translation>Đơn vị chưa nhận chỉ đạo. Nội dung anh/chị viết vẫn được giữ trên máy này.</translation>
        </message>
        <message>
            <source>The unit has {number} already: this orders again.</source>
            <translation>Đơn vị đã có {number}: đây là chỉ đạo thêm.</translation>
        </message>
        <message>
            <source>The unit is to report by {due}.</source>
            <translation>Đơn vị phải báo cáo trước {due}.</translation>
        </message>
        <message>
            <source>The unit is told once: at its desk and by e-mail</source>
            <translation>Báo đơn vị một lần: bàn việc và e-mail</translation>
        </message>
        <message>
            <source>The unit no longer exists and has no successor.</source>
            <translation>Đơn vị không còn tồn tại và không có đơn vị kế thừa.</translation>
        </message>
        <message>
            <source>The unit opened it</source>
            <translation>Đơn vị mở yêu cầu</translation>
        </message>
        <message>
            <source>The unit reported</source>
            <translation>Đơn vị báo cáo</translation>
        </message>
        <message>
            <source>The unit was not asked.</source>
            <translation>Đơn vị chưa bị hỏi.</translation>
        </message>
        <message>
            <source>The unit was told nothing.</source>
            <translation>Đơn vị chưa được báo gì.</translation>
        </message>
        <message>
            <source>The unit's answer</source>
            <translation>Trả lời của đơn vị</translation>
        </message>
        <message>
            <source>The whole picture (0)</source>
            <translation>Vừa khung (0)</translation>
        </message>
        <message>
            <source>There are more: only the newest {n} are listed.</source>
            <translation>Còn nữa: chỉ liệt kê {n} phản ánh mới nhất.</translation>
        </message>
        <message>
            <source>There is no network now. The file is fetched by itself when there is one again; until then ask the handling unit by telephone.</source>
            <translation>Hiện mất mạng. Có mạng lại, tệp tự tải về; trong lúc chờ, hãy gọi điện cho đơn vị xử lý.</translation>
        </message>
        <message>
            <source>These could not be read. Open the complaint again to look once more.</source>
            <translation>Không đọc được phần này. Hãy mở lại phản ánh để tìm lần nữa.</translation>
        </message>
        <message>
            <source>Theta</source>
            <translation>Theta</translation>
        </message>
        <message>
            <source>They come with the first sync and appear here by themselves when the data centre answers.</source>
            <translation>Phản ánh về cùng lần đồng bộ đầu tiên và tự hiện ở đây khi trung tâm dữ liệu trả lời.</translation>
        </message>
        <message>
            <source>They come with the first sync: until then nothing can be said about what is burning.</source>
            <translation>Cảnh báo về cùng lần đồng bộ đầu tiên; trước đó chưa thể nói có việc gì khẩn hay không.</translation>
        </message>
        <message>
            <source>They come with the first synchronisation; afterwards they open without a network.</source>
            <translation>Chỉ tiêu về cùng lần đồng bộ đầu tiên; sau đó mở được khi không có mạng.</translation>
        </message>
        <message>
            <source>This account is closed. Ask the administrator of the data centre.</source>
            <translation>Tài khoản này đã bị khóa. Hãy hỏi quản trị viên trung tâm dữ liệu.</translation>
        </message>
        <message>
            <source>This account may not search by telephone.</source>
            <translation>Tài khoản này không có quyền tìm theo điện thoại.</translation>
        </message>
        <message>
            <source>This account may not see who reported.</source>
            <translation>Tài khoản này không có quyền xem danh tính người phản ánh.</translation>
        </message>
        <message>
            <source>This command is tried now.</source>
            <translation>Đang gửi lại lệnh này.</translation>
        </message>
        <message>
            <source>This complaint is no longer on this machine.</source>
            <translation>Phản ánh này không còn trên máy.</translation>
        </message>
        <message>
            <source>This console is open a second time: you can look at everything and save nothing here. It can save as soon as the first one is closed.</source>
            <translation>Chương trình đang mở lần thứ hai trên máy này: ở đây chỉ xem được, không lưu được. Đóng chương trình mở trước thì ở đây lưu được ngay.</translation>
        </message>
        <message>
            <source>This console only reads: write in the other one.</source>
            <translation>Chương trình này chỉ xem: hãy soạn ở chương trình kia.</translation>
        </message>
        <message>
            <source>This has no value on this machine yet, so there is nothing to ask about.</source>
            <translation>Nội dung này chưa có số liệu trên máy nên chưa thể yêu cầu giải trình.</translation>
        </message>
        <message>
            <source>This indicator is not on this machine.</source>
            <translation>Chỉ tiêu này không có trên máy.</translation>
        </message>
        <message>
            <source>This indicator is supplied for one area only.</source>
            <translation>Chỉ tiêu này chỉ có số liệu của một địa bàn.</translation>
        </message>
        <message>
            <source>This link is damaged or was cut, so it was not opened. Ask for it again.</source>
            <translation>Liên kết hỏng hoặc bị cắt nên không mở. Hãy xin lại liên kết.</translation>
        </message>
        <message>
            <source>This link names something this console does not have, so it was not opened.</source>
            <translation>Liên kết nhắc đến thứ mà máy này không có nên không mở.</translation>
        </message>
        <message>
            <source>This machine has no keyring, so the sign-in is not remembered: you are asked at each start.</source>
            <translation>Máy này không có kho khóa nên không nhớ đăng nhập: mỗi lần mở phải đăng nhập lại.</translation>
        </message>
        <message>
            <source>This machine was without the data centre for longer than is allowed, until {time}.</source>
            <translation>Máy này đã mất kết nối với trung tâm dữ liệu quá thời hạn cho phép, đến {time}.</translation>
        </message>
        <message>
            <source>This machine would keep the sign-in readable in a file, so it is not remembered: you are asked at each start.</source>
            <translation>Máy này chỉ có cách lưu đăng nhập thành tệp đọc được nên không lưu: mỗi lần mở phải đăng nhập lại.</translation>
        </message>
        <message>
            <source>This needs the network: identities are only at the data centre.</source>
            <translation>Cần có mạng: danh tính chỉ lưu ở trung tâm dữ liệu.</translation>
        </message>
        <message>
            <source>This needs the network: telephone numbers are only at the data centre.</source>
            <translation>Cần có mạng: số điện thoại chỉ lưu ở trung tâm dữ liệu.</translation>
        </message>
        <message>
            <source>This program is too old for that data centre. Ask for the newer one.</source>
            <translation>Phần mềm này đã cũ so với trung tâm dữ liệu. Hãy cài bản mới hơn.</translation>
        </message>
        <message>
            <source>This program is too old for the data centre</source>
            <translation>Phần mềm này đã cũ so với trung tâm dữ liệu</translation>
        </message>
        <message>
            <source>This request is not on this machine</source>
            <translation>Yêu cầu này không có trên máy</translation>
        </message>
        <message>
            <source>This screen has no links yet.</source>
            <translation>Màn hình này chưa có liên kết.</translation>
        </message>
        <message>
            <source>This unit has promised nothing yet.</source>
            <translation>Đơn vị chưa có cam kết nào.</translation>
        </message>
        <message>
            <source>This unit has promised nothing.</source>
            <translation>Đơn vị chưa có lời hứa nào.</translation>
        </message>
        <message>
            <source>This unit is not on this machine.</source>
            <translation>Đơn vị này không có trên máy.</translation>
        </message>
        <message>
            <source>This unit was neither asked to explain nor directed.</source>
            <translation>Đơn vị chưa nhận yêu cầu giải trình hay chỉ đạo nào.</translation>
        </message>
        <message>
            <source>This video cannot be played on this machine. Its file is here: save it and watch it with another program.</source>
            <translation>Máy này không phát được video này. Tệp đã có trên máy: hãy lưu ra và xem bằng chương trình khác.</translation>
        </message>
        <message>
            <source>This was NOT saved: the console is open a second time, and only the first may save.</source>
            <translation>CHƯA lưu được: chương trình đang mở hai lần, chỉ chương trình mở trước được lưu.</translation>
        </message>
        <message>
            <source>This was NOT saved: the disk is full or cannot be written.</source>
            <translation>CHƯA lưu được: ổ đĩa đã đầy hoặc không ghi được.</translation>
        </message>
        <message>
            <source>Time of the replay</source>
            <translation>Thời gian phát lại</translation>
        </message>
        <message>
            <source>To be confirmed</source>
            <translation>Chờ xác nhận</translation>
        </message>
        <message>
            <source>To be reviewed</source>
            <translation>Chờ xem xét</translation>
        </message>
        <message>
            <source>To be reviewed · answered {day}</source>
            <translation>Chờ xem xét · trả lời {day}</translation>
        </message>
        <message>
            <source>To be sent: request made {time}</source>
            <translation>Chờ gửi: yêu cầu giải trình lập {time}</translation>
        </message>
        <message>
            <source>To day</source>
            <translation>Đến ngày</translation>
        </message>
        <message>
            <source>Today</source>
            <translation>Hôm nay</translation>
        </message>
        <message>
            <source>Too few fell due in each week for a line.</source>
            <translation>Mỗi tuần quá ít phản ánh đến hạn để vẽ.</translation>
        </message>
        <message>
            <source>Too many looks in a short time. Try again in {n} minutes.</source>
            <translation>Xem quá nhiều lần trong thời gian ngắn. Thử lại sau {n} phút.</translation>
        </message>
        <message>
            <source>Too many to show one by one: counted together</source>
            <translation>Nhiều điểm: gộp theo ô, phóng to để thấy từng điểm</translation>
        </message>
        <message>
            <source>Too many tries. Wait a little, then try again.</source>
            <translation>Đã thử quá nhiều lần. Hãy chờ một lát rồi thử lại.</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Thử lại</translation>
        </message>
        <message>
            <source>Try again in {n} seconds.</source>
            <translation>Thử lại sau {n} giây.</translation>
        </message>
        <message>
            <source>Try again now</source>
            <translation>Gửi lại ngay</translation>
        </message>
        <message>
            <source>Try again; if it comes back, send the copied details to support.</source>
            <translation>Hãy thử lại; nếu lỗi lặp lại, sao chép chi tiết và gửi cho bộ phận hỗ trợ.</translation>
        </message>
        <message>
            <source>Try the line again</source>
            <translation>Thử kết nối lại</translation>
        </message>
        <message>
            <source>Type</source>
            <translation>Loại việc</translation>
        </message>
        <message>
            <source>Type part of a unit's name</source>
            <translation>Gõ một phần tên đơn vị</translation>
        </message>
        <message>
            <source>Type part of an indicator's name; at risk first</source>
            <translation>Gõ một phần tên chỉ tiêu; nguy cơ xếp trước</translation>
        </message>
        <message>
            <source>Unconfirmed, being checked</source>
            <translation>Chưa xác nhận, đang kiểm tra</translation>
        </message>
        <message>
            <source>Unfold</source>
            <translation>Mở rộng</translation>
        </message>
        <message>
            <source>Unfold a flood</source>
            <translation>Mở nhóm cảnh báo gộp</translation>
        </message>
        <message>
            <source>Unit</source>
            <translation>Đơn vị</translation>
        </message>
        <message>
            <source>Unit to ask</source>
            <translation>Đơn vị phải giải trình</translation>
        </message>
        <message>
            <source>Units</source>
            <translation>Đơn vị</translation>
        </message>
        <message>
            <source>Units come with the first synchronisation; afterwards they open without a network.</source>
            <translation>Đơn vị về cùng lần đồng bộ đầu tiên; sau đó mở được khi không có mạng.</translation>
        </message>
        <message>
            <source>Unusual</source>
            <translation>Bất thường</translation>
        </message>
        <message>
            <source>Unusual revision</source>
            <translation>Đính chính bất thường</translation>
        </message>
        <message>
            <source>Urgent</source>
            <translation>Khẩn</translation>
        </message>
        <message>
            <source>Use this period</source>
            <translation>Dùng kỳ này</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>Giá trị</translation>
        </message>
        <message>
            <source>Video</source>
            <translation>Video</translation>
        </message>
        <message>
            <source>Waiting for a unit</source>
            <translation>Chờ chuyển đơn vị</translation>
        </message>
        <message>
            <source>Waiting for the citizen</source>
            <translation>Chờ người dân xác nhận</translation>
        </message>
        <message>
            <source>Waiting for the explanation</source>
            <translation>Đang chờ giải trình</translation>
        </message>
        <message>
            <source>Waiting to be sent from this machine</source>
            <translation>Chờ gửi từ máy này</translation>
        </message>
        <message>
            <source>Waits for sign-in</source>
            <translation>Chờ đăng nhập</translation>
        </message>
        <message>
            <source>Waits for your sign-in</source>
            <translation>Chờ anh/chị đăng nhập</translation>
        </message>
        <message>
            <source>Waits to be sent or confirmed</source>
            <translation>Chờ gửi, chờ xác nhận</translation>
        </message>
        <message>
            <source>Ward, commune, special zone</source>
            <translation>Phường, xã, đặc khu</translation>
        </message>
        <message>
            <source>Wards, communes</source>
            <translation>Phường, xã, đặc khu</translation>
        </message>
        <message>
            <source>What happened</source>
            <translation>Diễn biến</translation>
        </message>
        <message>
            <source>What is missing; the unit reads it</source>
            <translation>Còn thiếu gì; đơn vị đọc được</translation>
        </message>
        <message>
            <source>What is missing?</source>
            <translation>Còn thiếu gì?</translation>
        </message>
        <message>
            <source>What is safe</source>
            <translation>An toàn</translation>
        </message>
        <message>
            <source>What is to be done</source>
            <translation>Việc cần làm</translation>
        </message>
        <message>
            <source>What is to be done, by whom, and what is to be reported</source>
            <translation>Việc cần làm, ai làm, báo cáo những gì</translation>
        </message>
        <message>
            <source>What it says</source>
            <translation>Nội dung</translation>
        </message>
        <message>
            <source>What to do</source>
            <translation>Cần làm</translation>
        </message>
        <message>
            <source>What waits is tried now.</source>
            <translation>Đang gửi lại các lệnh chờ.</translation>
        </message>
        <message>
            <source>What was promised</source>
            <translation>Lời hứa</translation>
        </message>
        <message>
            <source>What was saved before is safe.</source>
            <translation>Những gì đã lưu vẫn an toàn.</translation>
        </message>
        <message>
            <source>What you have written stays on the screen.</source>
            <translation>Nội dung đã soạn vẫn còn trên màn hình.</translation>
        </message>
        <message>
            <source>What you save is kept on this machine and sent by itself, once, when the centre answers.</source>
            <translation>Lệnh anh/chị lưu được giữ trên máy này và tự gửi, đúng một lần, khi liên lạc được với trung tâm.</translation>
        </message>
        <message>
            <source>What you save is kept on this machine.</source>
            <translation>Lệnh anh/chị lưu được giữ trên máy này.</translation>
        </message>
        <message>
            <source>What, where</source>
            <translation>Việc gì, ở đâu</translation>
        </message>
        <message>
            <source>When asked, frozen</source>
            <translation>Lúc hỏi, đã đóng băng</translation>
        </message>
        <message>
            <source>When the centre received it at {time}, your account no longer had the right to do this.</source>
            <translation>Khi trung tâm nhận lúc {time}, tài khoản của anh/chị không còn quyền thực hiện việc này.</translation>
        </message>
        <message>
            <source>When you wrote it, it was due {due}; the centre received it at {time}.</source>
            <translation>Lúc soạn, hạn là {due}; trung tâm nhận lúc {time}.</translation>
        </message>
        <message>
            <source>Where the map lies</source>
            <translation>Vị trí khung bản đồ</translation>
        </message>
        <message>
            <source>Who has it</source>
            <translation>Ai giữ</translation>
        </message>
        <message>
            <source>Who supplies, and when</source>
            <translation>Ai cung cấp, khi nào</translation>
        </message>
        <message>
            <source>Whole city</source>
            <translation>Toàn thành phố</translation>
        </message>
        <message>
            <source>Whole year</source>
            <translation>Cả năm</translation>
        </message>
        <message>
            <source>Why</source>
            <translation>Vì sao báo</translation>
        </message>
        <message>
            <source>Why is it withdrawn?</source>
            <translation>Vì sao rút lại?</translation>
        </message>
        <message>
            <source>Why it is taken back; the unit reads it</source>
            <translation>Lý do rút lại; đơn vị đọc được</translation>
        </message>
        <message>
            <source>Why must you know? The reason and your name are written to the audit.</source>
            <translation>Vì sao cần biết? Lý do và tên của bạn được ghi vào nhật ký kiểm tra.</translation>
        </message>
        <message>
            <source>Withdraw</source>
            <translation>Rút lại</translation>
        </message>
        <message>
            <source>Withdraw the request</source>
            <translation>Rút lại yêu cầu</translation>
        </message>
        <message>
            <source>Withdrawal of a directive</source>
            <translation>Rút lại chỉ đạo</translation>
        </message>
        <message>
            <source>Withdrawal of a request</source>
            <translation>Rút yêu cầu giải trình</translation>
        </message>
        <message>
            <source>Withdrawn</source>
            <translation>Đã rút lại</translation>
        </message>
        <message>
            <source>Withdrawn before the unit had it</source>
            <translation>Đã rút lại trước khi đến đơn vị</translation>
        </message>
        <message>
            <source>Withdrawn, and the unit sees that</source>
            <translation>Đã rút lại, đơn vị thấy việc rút lại</translation>
        </message>
        <message>
            <source>Withdraw…</source>
            <translation>Rút lại…</translation>
        </message>
        <message>
            <source>Words</source>
            <translation>Mẫu</translation>
        </message>
        <message>
            <source>Words of the question</source>
            <translation>Mẫu câu hỏi</translation>
        </message>
        <message>
            <source>Worse than the same period</source>
            <translation>Kém hơn cùng kỳ</translation>
        </message>
        <message>
            <source>Write a directive</source>
            <translation>Viết chỉ đạo</translation>
        </message>
        <message>
            <source>Write the question: at least ten characters.</source>
            <translation>Hãy viết câu hỏi, ít nhất mười ký tự.</translation>
        </message>
        <message>
            <source>Write what is to be done: at least ten characters.</source>
            <translation>Hãy ghi việc cần làm: ít nhất mười ký tự.</translation>
        </message>
        <message>
            <source>Written to the audit. Hidden again in {n} seconds.</source>
            <translation>Đã ghi vào nhật ký kiểm tra. Tự ẩn sau {n} giây.</translation>
        </message>
        <message>
            <source>Year before</source>
            <translation>Năm trước</translation>
        </message>
        <message>
            <source>Year forecast</source>
            <translation>Dự báo năm</translation>
        </message>
        <message>
            <source>You are not signed in. What you save is kept here and sent after you sign in.</source>
            <translation>Bạn chưa đăng nhập. Những gì bạn lưu được giữ trên máy này và gửi sau khi đăng nhập.</translation>
        </message>
        <message>
            <source>You took it back or put another in its place.</source>
            <translation>Anh/chị đã thu hồi hoặc thay bằng lệnh khác.</translation>
        </message>
        <message>
            <source>Your account does not have the right to do this.</source>
            <translation>Tài khoản của anh/chị không có quyền này.</translation>
        </message>
        <message>
            <source>Your account no longer has the right to do this.</source>
            <translation>Tài khoản của anh/chị không còn quyền này.</translation>
        </message>
        <message>
            <source>Your decision: the complaint was closed meanwhile</source>
            <translation>Cần anh/chị quyết định: phản ánh đã đóng trước đó</translation>
        </message>
        <message>
            <source>Your decision: the complaint went to another unit</source>
            <translation>Cần anh/chị quyết định: phản ánh đã chuyển đơn vị</translation>
        </message>
        <message>
            <source>Your decision: the deadline you saw had passed</source>
            <translation>Cần anh/chị quyết định: thời hạn lúc soạn đã qua</translation>
        </message>
        <message>
            <source>Your decision: the number no longer passes the threshold</source>
            <translation>Cần anh/chị quyết định: số không còn vượt ngưỡng</translation>
        </message>
        <message>
            <source>Your decision: the request of {time} came back</source>
            <translation>Cần quyết định: yêu cầu lập {time} được trả về</translation>
        </message>
        <message>
            <source>Your decision: the unit no longer exists</source>
            <translation>Cần anh/chị quyết định: đơn vị không còn tồn tại</translation>
        </message>
        <message>
            <source>Your decision: this unit has an order already</source>
            <translation>Cần anh/chị quyết định: đơn vị đã có chỉ đạo</translation>
        </message>
        <message>
            <source>Your decision: this was asked already</source>
            <translation>Cần anh/chị quyết định: nội dung này đã được hỏi</translation>
        </message>
        <message>
            <source>Zoom in</source>
            <translation>Phóng to</translation>
        </message>
        <message>
            <source>Zoom out</source>
            <translation>Thu nhỏ</translation>
        </message>
        <message>
            <source>a changed plan</source>
            <translation>đổi kế hoạch</translation>
        </message>
        <message>
            <source>a changed rule</source>
            <translation>đổi quy tắc</translation>
        </message>
        <message>
            <source>a complaint counts in the period in which it was received</source>
            <translation>phản ánh tính vào kỳ tiếp nhận</translation>
        </message>
        <message>
            <source>a revision</source>
            <translation>điều chỉnh số liệu</translation>
        </message>
        <message>
            <source>a sign-in page of the network answered</source>
            <translation>trang đăng nhập của mạng trả lời</translation>
        </message>
        <message>
            <source>about the complaint that is overdue for longest</source>
            <translation>về phản ánh trễ hạn lâu nhất</translation>
        </message>
        <message>
            <source>about {code}, evidence as of {time}</source>
            <translation>về {code}, bằng chứng theo số liệu {time}</translation>
        </message>
        <message>
            <source>about {code}, evidence frozen when it is saved</source>
            <translation>về {code}, bằng chứng đóng băng khi lưu</translation>
        </message>
        <message>
            <source>about {time} left</source>
            <translation>còn khoảng {time}</translation>
        </message>
        <message>
            <source>accepted {day}</source>
            <translation>chấp nhận {day}</translation>
        </message>
        <message>
            <source>acknowledged {time}</source>
            <translation>nhận {time}</translation>
        </message>
        <message>
            <source>acknowledgement waiting to be sent</source>
            <translation>lệnh chờ gửi</translation>
        </message>
        <message>
            <source>actual {value}</source>
            <translation>thực tế {value}</translation>
        </message>
        <message>
            <source>against the period before</source>
            <translation>so với kỳ trước</translation>
        </message>
        <message>
            <source>alerts</source>
            <translation>cảnh báo</translation>
        </message>
        <message>
            <source>all</source>
            <translation>tất cả</translation>
        </message>
        <message>
            <source>all 4 standings</source>
            <translation>cả 4 mức</translation>
        </message>
        <message>
            <source>all acknowledged</source>
            <translation>đã có người nhận hết</translation>
        </message>
        <message>
            <source>all fields</source>
            <translation>mọi lĩnh vực</translation>
        </message>
        <message>
            <source>all levels</source>
            <translation>mọi cấp</translation>
        </message>
        <message>
            <source>all periods</source>
            <translation>mọi kỳ</translation>
        </message>
        <message>
            <source>all time</source>
            <translation>mọi thời gian</translation>
        </message>
        <message>
            <source>all units</source>
            <translation>mọi đơn vị</translation>
        </message>
        <message>
            <source>all {n}</source>
            <translation>chung {n}</translation>
        </message>
        <message>
            <source>and {n} more</source>
            <translation>và {n} lệnh nữa</translation>
        </message>
        <message>
            <source>another was saved in its place</source>
            <translation>đã lưu lệnh khác thay thế</translation>
        </message>
        <message>
            <source>answer due {time} {day}</source>
            <translation>hạn trả lời {time} {day}</translation>
        </message>
        <message>
            <source>answer overdue</source>
            <translation>quá hạn trả lời</translation>
        </message>
        <message>
            <source>answered in time</source>
            <translation>trả lời đúng hạn</translation>
        </message>
        <message>
            <source>answered in time {n}</source>
            <translation>trả lời đúng hạn {n}</translation>
        </message>
        <message>
            <source>answered late</source>
            <translation>trả lời trễ</translation>
        </message>
        <message>
            <source>answers for this in the catalogue</source>
            <translation>phụ trách chỉ tiêu theo danh mục</translation>
        </message>
        <message>
            <source>answers on time</source>
            <translation>lần trả lời đúng hạn</translation>
        </message>
        <message>
            <source>any field</source>
            <translation>mọi lĩnh vực</translation>
        </message>
        <message>
            <source>any status</source>
            <translation>mọi trạng thái</translation>
        </message>
        <message>
            <source>any unit</source>
            <translation>mọi đơn vị</translation>
        </message>
        <message>
            <source>approximate boundaries</source>
            <translation>ranh giới gần đúng</translation>
        </message>
        <message>
            <source>as the year before</source>
            <translation>lặp lại năm trước</translation>
        </message>
        <message>
            <source>as usual</source>
            <translation>như thường lệ</translation>
        </message>
        <message>
            <source>assigned {time}</source>
            <translation>giao {time}</translation>
        </message>
        <message>
            <source>at most {hours} h</source>
            <translation>tối đa {hours} giờ</translation>
        </message>
        <message>
            <source>at the data centre</source>
            <translation>ở trung tâm dữ liệu</translation>
        </message>
        <message>
            <source>at the data centre, no network</source>
            <translation>ở trung tâm dữ liệu, đang mất mạng</translation>
        </message>
        <message>
            <source>at the end of the period</source>
            <translation>cuối kỳ</translation>
        </message>
        <message>
            <source>base map cannot be used</source>
            <translation>nền bản đồ không dùng được</translation>
        </message>
        <message>
            <source>because of {cause} of {period}</source>
            <translation>do {cause} {period}</translation>
        </message>
        <message>
            <source>being sent</source>
            <translation>đang gửi</translation>
        </message>
        <message>
            <source>by revision</source>
            <translation>do đính chính</translation>
        </message>
        <message>
            <source>by today's areas: an older area counts where most of it lies</source>
            <translation>theo địa bàn hiện nay (địa bàn cũ tính vào nơi giữ phần lớn)</translation>
        </message>
        <message>
            <source>by {cause} of {period}</source>
            <translation>đổi mức, do {cause} {period}</translation>
        </message>
        <message>
            <source>by {day}</source>
            <translation>đến {day}</translation>
        </message>
        <message>
            <source>chosen by the filter</source>
            <translation>bộ lọc đã chọn theo hạn</translation>
        </message>
        <message>
            <source>city</source>
            <translation>thành phố</translation>
        </message>
        <message>
            <source>clock stands still until {day} {time}</source>
            <translation>đồng hồ dừng đến {day} {time}</translation>
        </message>
        <message>
            <source>closed</source>
            <translation>đã đóng</translation>
        </message>
        <message>
            <source>closed complaints by working days</source>
            <translation>số phản ánh đã đóng, theo ngày làm việc</translation>
        </message>
        <message>
            <source>closed late</source>
            <translation>đã đóng, trễ hạn</translation>
        </message>
        <message>
            <source>closed on time</source>
            <translation>đã đóng, đúng hạn</translation>
        </message>
        <message>
            <source>closed on time ÷ (closed + open overdue)</source>
            <translation>đóng trong hạn ÷ (đã đóng + đang trễ hạn)</translation>
        </message>
        <message>
            <source>closed on time ÷ all whose due time has passed</source>
            <translation>đóng trong hạn ÷ mọi phản ánh đã qua hạn</translation>
        </message>
        <message>
            <source>closed on time ÷ closed</source>
            <translation>đóng trong hạn ÷ đã đóng</translation>
        </message>
        <message>
            <source>comes back by itself when the time is over or when it gets worse</source>
            <translation>tự trở lại khi hết giờ</translation>
        </message>
        <message>
            <source>comes when there is a network again</source>
            <translation>tự tải khi có mạng lại</translation>
        </message>
        <message>
            <source>commune</source>
            <translation>xã, phường</translation>
        </message>
        <message>
            <source>complaints</source>
            <translation>phản ánh</translation>
        </message>
        <message>
            <source>complete</source>
            <translation>đủ</translation>
        </message>
        <message>
            <source>condition</source>
            <translation>điều kiện</translation>
        </message>
        <message>
            <source>damaged</source>
            <translation>tệp hỏng</translation>
        </message>
        <message>
            <source>data until {time}</source>
            <translation>số liệu đến {time}</translation>
        </message>
        <message>
            <source>day {n}</source>
            <translation>ngày {n}</translation>
        </message>
        <message>
            <source>delivered to the unit</source>
            <translation>đã đến đơn vị</translation>
        </message>
        <message>
            <source>did not say who they are</source>
            <translation>không cho biết danh tính</translation>
        </message>
        <message>
            <source>district</source>
            <translation>quận, huyện</translation>
        </message>
        <message>
            <source>draft</source>
            <translation>nháp</translation>
        </message>
        <message>
            <source>draft kept {time}</source>
            <translation>nháp tự lưu {time}</translation>
        </message>
        <message>
            <source>draft on this machine, not sent</source>
            <translation>nháp trên máy, chưa gửi</translation>
        </message>
        <message>
            <source>drop: {condition}</source>
            <translation>bỏ: {condition}</translation>
        </message>
        <message>
            <source>due today at {time}</source>
            <translation>hạn {time} hôm nay</translation>
        </message>
        <message>
            <source>due {day}</source>
            <translation>hạn {day}</translation>
        </message>
        <message>
            <source>each period alone</source>
            <translation>từng kỳ</translation>
        </message>
        <message>
            <source>est.</source>
            <translation>ƯT</translation>
        </message>
        <message>
            <source>estimate</source>
            <translation>ước tính</translation>
        </message>
        <message>
            <source>every field</source>
            <translation>mọi lĩnh vực</translation>
        </message>
        <message>
            <source>exactly as seen, at {time}</source>
            <translation>đúng như đang thấy, lúc {time}</translation>
        </message>
        <message>
            <source>explanation requests</source>
            <translation>yêu cầu giải trình</translation>
        </message>
        <message>
            <source>exponential smoothing</source>
            <translation>san mũ theo mùa</translation>
        </message>
        <message>
            <source>fallen overdue, 7 days</source>
            <translation>phản ánh trễ hạn, 7 ngày</translation>
        </message>
        <message>
            <source>fetching</source>
            <translation>đang tải</translation>
        </message>
        <message>
            <source>fewer than {n} due: not ranked</source>
            <translation>dưới {n} phản ánh đến hạn: không xếp hạng</translation>
        </message>
        <message>
            <source>for a technician: no contents, no names</source>
            <translation>cho kỹ thuật viên: không có nội dung, tên người</translation>
        </message>
        <message>
            <source>for example: call back to ask for the place</source>
            <translation>ví dụ: gọi lại để hỏi vị trí</translation>
        </message>
        <message>
            <source>forecast</source>
            <translation>dự báo</translation>
        </message>
        <message>
            <source>from one day to another…</source>
            <translation>từ ngày… đến ngày…</translation>
        </message>
        <message>
            <source>from plan</source>
            <translation>kế hoạch</translation>
        </message>
        <message>
            <source>from the citizen</source>
            <translation>do người dân gửi</translation>
        </message>
        <message>
            <source>from {n}</source>
            <translation>từ {n}</translation>
        </message>
        <message>
            <source>from {n} acknowledged groups</source>
            <translation>từ {n} nhóm đã nhận</translation>
        </message>
        <message>
            <source>from {n}, above each of {weeks} weeks, chance under 1 in 1,000</source>
            <translation>từ {n}, cao hơn cả {weeks} tuần, xác suất dưới 1 ‰</translation>
        </message>
        <message>
            <source>from {time}</source>
            <translation>từ {time}</translation>
        </message>
        <message>
            <source>groups nobody acknowledged</source>
            <translation>nhóm chưa ai nhận</translation>
        </message>
        <message>
            <source>h</source>
            <translation>giờ</translation>
        </message>
        <message>
            <source>higher is better</source>
            <translation>cao hơn là tốt</translation>
        </message>
        <message>
            <source>highest first</source>
            <translation>cao nhất trước</translation>
        </message>
        <message>
            <source>highest so far {step} ({period})</source>
            <translation>cao nhất {step} ({period})</translation>
        </message>
        <message>
            <source>holiday</source>
            <translation>lễ</translation>
        </message>
        <message>
            <source>in office hours</source>
            <translation>đang trong giờ làm việc</translation>
        </message>
        <message>
            <source>in the chosen cell of the map</source>
            <translation>trong ô đã chọn trên bản đồ</translation>
        </message>
        <message>
            <source>in the chosen view of the map</source>
            <translation>trong khung nhìn bản đồ đã chọn</translation>
        </message>
        <message>
            <source>in the view of the map</source>
            <translation>trong khung nhìn bản đồ</translation>
        </message>
        <message>
            <source>in these areas {n} of {m}</source>
            <translation>trong các địa bàn này {n} trên {m}</translation>
        </message>
        <message>
            <source>in time</source>
            <translation>đúng nhịp</translation>
        </message>
        <message>
            <source>in use</source>
            <translation>đang dùng</translation>
        </message>
        <message>
            <source>in {n} days</source>
            <translation>còn {n} ngày</translation>
        </message>
        <message>
            <source>index incomplete</source>
            <translation>chỉ mục chưa đủ</translation>
        </message>
        <message>
            <source>kept</source>
            <translation>giữ lời</translation>
        </message>
        <message>
            <source>kept on this machine, sent once</source>
            <translation>giữ trên máy, gửi một lần</translation>
        </message>
        <message>
            <source>kept {n}</source>
            <translation>giữ {n}</translation>
        </message>
        <message>
            <source>kept {n} of {total}</source>
            <translation>giữ {n} trên {total}</translation>
        </message>
        <message>
            <source>kin: {kind}, {n} with complaints</source>
            <translation>nhóm: {kind}, {n} đơn vị có phản ánh</translation>
        </message>
        <message>
            <source>last 24 hours</source>
            <translation>24 giờ qua</translation>
        </message>
        <message>
            <source>last complete pull {time}</source>
            <translation>lần nhận đủ gần nhất {time}</translation>
        </message>
        <message>
            <source>last {n} days</source>
            <translation>{n} ngày qua</translation>
        </message>
        <message>
            <source>last {n} hours</source>
            <translation>{n} giờ qua</translation>
        </message>
        <message>
            <source>last: overdue, ◆ from 3 %</source>
            <translation>cuối: trễ, ◆ từ 3 %</translation>
        </message>
        <message>
            <source>late</source>
            <translation>trễ</translation>
        </message>
        <message>
            <source>late answer</source>
            <translation>trả lời trễ</translation>
        </message>
        <message>
            <source>late since {time}</source>
            <translation>quá từ {time}</translation>
        </message>
        <message>
            <source>late {time}</source>
            <translation>trễ {time}</translation>
        </message>
        <message>
            <source>left out: {what}</source>
            <translation>không gồm: {what}</translation>
        </message>
        <message>
            <source>limit {n}</source>
            <translation>ngưỡng {n}</translation>
        </message>
        <message>
            <source>longest: {unit}, {n} days</source>
            <translation>lâu nhất: {unit}, {n} ngày</translation>
        </message>
        <message>
            <source>lower is better</source>
            <translation>thấp hơn là tốt</translation>
        </message>
        <message>
            <source>lowest first</source>
            <translation>thấp nhất trước</translation>
        </message>
        <message>
            <source>lowest on-time rate first</source>
            <translation>đúng hạn thấp nhất trước</translation>
        </message>
        <message>
            <source>lowest on-time rate first · from {n} complaints · {k} of {m} units</source>
            <translation>đúng hạn thấp nhất trước · từ {n} phản ánh · {k} trong {m} đơn vị</translation>
        </message>
        <message>
            <source>median {time}</source>
            <translation>trung vị {time}</translation>
        </message>
        <message>
            <source>million {unit}</source>
            <translation>triệu {unit}</translation>
        </message>
        <message>
            <source>monthly</source>
            <translation>hằng tháng</translation>
        </message>
        <message>
            <source>more</source>
            <translation>hơn</translation>
        </message>
        <message>
            <source>more than 10 working days</source>
            <translation>trên 10 ngày làm việc</translation>
        </message>
        <message>
            <source>needs your decision</source>
            <translation>cần anh/chị quyết định</translation>
        </message>
        <message>
            <source>never pulled</source>
            <translation>chưa nhận lần nào</translation>
        </message>
        <message>
            <source>new data</source>
            <translation>số liệu mới</translation>
        </message>
        <message>
            <source>next {time}</source>
            <translation>lần tới {time}</translation>
        </message>
        <message>
            <source>no answer in time</source>
            <translation>chưa thấy trả lời trong thời gian chờ</translation>
        </message>
        <message>
            <source>no complaint now or in the weeks before</source>
            <translation>không có phản ánh, nay và các tuần trước</translation>
        </message>
        <message>
            <source>no flood</source>
            <translation>không có bão cảnh báo</translation>
        </message>
        <message>
            <source>no number yet</source>
            <translation>chưa có số liệu</translation>
        </message>
        <message>
            <source>no proof at closing, of {n} closed</source>
            <translation>đóng mà không có minh chứng kết quả, trên {n} phản ánh đã đóng</translation>
        </message>
        <message>
            <source>nobody answered at the address</source>
            <translation>không ai trả lời tại địa chỉ này</translation>
        </message>
        <message>
            <source>nobody is late</source>
            <translation>không đơn vị nào trễ</translation>
        </message>
        <message>
            <source>none due yet</source>
            <translation>chưa có phản ánh đến hạn</translation>
        </message>
        <message>
            <source>none in the period before</source>
            <translation>kỳ trước không có</translation>
        </message>
        <message>
            <source>none now or before</source>
            <translation>không có, nay và trước</translation>
        </message>
        <message>
            <source>none yet</source>
            <translation>chưa có</translation>
        </message>
        <message>
            <source>not acknowledged</source>
            <translation>chưa ai nhận</translation>
        </message>
        <message>
            <source>not due yet</source>
            <translation>chưa đến hạn</translation>
        </message>
        <message>
            <source>not enough yet</source>
            <translation>chưa đủ cơ sở</translation>
        </message>
        <message>
            <source>not fetched: the disk is nearly full</source>
            <translation>chưa tải: ổ đĩa gần đầy</translation>
        </message>
        <message>
            <source>not given by the data centre</source>
            <translation>trung tâm dữ liệu không cấp</translation>
        </message>
        <message>
            <source>not kept</source>
            <translation>không giữ</translation>
        </message>
        <message>
            <source>not known</source>
            <translation>không rõ</translation>
        </message>
        <message>
            <source>not on time {formula}, %</source>
            <translation>không đúng hạn {formula}, %</translation>
        </message>
        <message>
            <source>not opened: not of its type</source>
            <translation>không mở: sai loại tệp</translation>
        </message>
        <message>
            <source>not playable here</source>
            <translation>máy này không phát được</translation>
        </message>
        <message>
            <source>nothing changed</source>
            <translation>không có gì thay đổi</translation>
        </message>
        <message>
            <source>nothing waits</source>
            <translation>không có lệnh nào chờ</translation>
        </message>
        <message>
            <source>number of areas</source>
            <translation>số địa bàn</translation>
        </message>
        <message>
            <source>observations</source>
            <translation>số liệu kỳ</translation>
        </message>
        <message>
            <source>off</source>
            <translation>nghỉ</translation>
        </message>
        <message>
            <source>off.</source>
            <translation>CT</translation>
        </message>
        <message>
            <source>office time</source>
            <translation>giờ làm việc</translation>
        </message>
        <message>
            <source>office time from receipt to closing, of {n} closed</source>
            <translation>giờ làm việc từ lúc nhận đến lúc đóng, của {n} phản ánh đã đóng</translation>
        </message>
        <message>
            <source>office time stands still ({why}), goes on {day} {time}</source>
            <translation>giờ làm việc, đồng hồ đang dừng ({why}), chạy lại {day} {time}</translation>
        </message>
        <message>
            <source>official</source>
            <translation>chính thức</translation>
        </message>
        <message>
            <source>offline base map, edition {month}</source>
            <translation>Nền ngoại tuyến, bản {month}</translation>
        </message>
        <message>
            <source>on cadence</source>
            <translation>đúng nhịp</translation>
        </message>
        <message>
            <source>on time</source>
            <translation>đúng hạn</translation>
        </message>
        <message>
            <source>open</source>
            <translation>đang mở</translation>
        </message>
        <message>
            <source>open and overdue</source>
            <translation>trễ hạn đang mở</translation>
        </message>
        <message>
            <source>open and overdue (from {n} in an area)</source>
            <translation>trễ hạn đang mở (từ {n} mỗi địa bàn)</translation>
        </message>
        <message>
            <source>open and overdue among them</source>
            <translation>trong đó trễ hạn đang mở</translation>
        </message>
        <message>
            <source>open now, whenever received</source>
            <translation>đang mở, mọi kỳ tiếp nhận</translation>
        </message>
        <message>
            <source>open, not yet due</source>
            <translation>đang mở, còn hạn</translation>
        </message>
        <message>
            <source>open: {number}</source>
            <translation>đang mở: {number}</translation>
        </message>
        <message>
            <source>opened by the unit</source>
            <translation>đơn vị đã mở</translation>
        </message>
        <message>
            <source>other {n}</source>
            <translation>khác {n}</translation>
        </message>
        <message>
            <source>outside office hours</source>
            <translation>ngoài giờ làm việc</translation>
        </message>
        <message>
            <source>over the limit</source>
            <translation>đã vượt mức trần</translation>
        </message>
        <message>
            <source>overdue share {share}</source>
            <translation>tỷ lệ trễ hạn {share}</translation>
        </message>
        <message>
            <source>overdue {n} of {m} with a verdict</source>
            <translation>trễ {n} trên {m} đã rõ đúng hay trễ</translation>
        </message>
        <message>
            <source>owes {n} other answers</source>
            <translation>đang nợ {n} yêu cầu khác</translation>
        </message>
        <message>
            <source>owner: {unit}</source>
            <translation>chủ trì: {unit}</translation>
        </message>
        <message>
            <source>p90, h</source>
            <translation>p90, giờ</translation>
        </message>
        <message>
            <source>pace of the year so far</source>
            <translation>theo nhịp từ đầu năm</translation>
        </message>
        <message>
            <source>passed on from {unit}</source>
            <translation>chuyển từ {unit}</translation>
        </message>
        <message>
            <source>past {when}</source>
            <translation>quá từ {when}</translation>
        </message>
        <message>
            <source>place not known</source>
            <translation>chưa rõ vị trí</translation>
        </message>
        <message>
            <source>plan of the year {plan}</source>
            <translation>KH năm {plan}</translation>
        </message>
        <message>
            <source>plan {plan}</source>
            <translation>kế hoạch {plan}</translation>
        </message>
        <message>
            <source>plan {value}</source>
            <translation>KH {value}</translation>
        </message>
        <message>
            <source>plans</source>
            <translation>kế hoạch</translation>
        </message>
        <message>
            <source>points</source>
            <translation>điểm %</translation>
        </message>
        <message>
            <source>prel.</source>
            <translation>SB</translation>
        </message>
        <message>
            <source>preliminary</source>
            <translation>sơ bộ</translation>
        </message>
        <message>
            <source>promised {promised} · actual {actual}</source>
            <translation>hứa {promised} · thực {actual}</translation>
        </message>
        <message>
            <source>promises kept</source>
            <translation>lời hứa giữ được</translation>
        </message>
        <message>
            <source>promises kept {kept} · answered in time {answered}</source>
            <translation>giữ lời {kept} · trả lời giải trình đúng hạn {answered}</translation>
        </message>
        <message>
            <source>promises {value} by {day}</source>
            <translation>Hứa {value} đến {day}</translation>
        </message>
        <message>
            <source>province</source>
            <translation>tỉnh</translation>
        </message>
        <message>
            <source>quarterly</source>
            <translation>hằng quý</translation>
        </message>
        <message>
            <source>ratio</source>
            <translation>tỷ lệ</translation>
        </message>
        <message>
            <source>really {value}</source>
            <translation>thực tế {value}</translation>
        </message>
        <message>
            <source>received by the centre</source>
            <translation>trung tâm đã nhận</translation>
        </message>
        <message>
            <source>received in the last 24 hours, from {time} {day}</source>
            <translation>nhận trong 24 giờ qua, từ {time} {day}</translation>
        </message>
        <message>
            <source>received in {n} days, {first} → {last}</source>
            <translation>nhận trong {n} ngày, {first} → {last}</translation>
        </message>
        <message>
            <source>received on {day}</source>
            <translation>nhận ngày {day}</translation>
        </message>
        <message>
            <source>received today, {day}</source>
            <translation>nhận hôm nay, {day}</translation>
        </message>
        <message>
            <source>received {day}</source>
            <translation>nhận {day}</translation>
        </message>
        <message>
            <source>received {first} → {last}</source>
            <translation>nhận {first} → {last}</translation>
        </message>
        <message>
            <source>received {n}</source>
            <translation>nhận {n}</translation>
        </message>
        <message>
            <source>received {n} · closed {m}</source>
            <translation>nhận {n} · đóng {m}</translation>
        </message>
        <message>
            <source>received {n}, period before {m}</source>
            <translation>nhận {n}, kỳ trước {m}</translation>
        </message>
        <message>
            <source>received {period}, {first} → {last}</source>
            <translation>nhận {period}, {first} → {last}</translation>
        </message>
        <message>
            <source>received {time}</source>
            <translation>nhận {time}</translation>
        </message>
        <message>
            <source>received; ◆ has overdue ones</source>
            <translation>tiếp nhận; ◆ còn phản ánh trễ hạn</translation>
        </message>
        <message>
            <source>recovered from the second copy</source>
            <translation>khôi phục từ bản sao thứ hai</translation>
        </message>
        <message>
            <source>red for {n} days</source>
            <translation>đỏ {n} ngày</translation>
        </message>
        <message>
            <source>red since today</source>
            <translation>đỏ từ hôm nay</translation>
        </message>
        <message>
            <source>reference data</source>
            <translation>danh mục</translation>
        </message>
        <message>
            <source>refused</source>
            <translation>bị từ chối</translation>
        </message>
        <message>
            <source>reminded {n} times</source>
            <translation>đã nhắc {n} lần</translation>
        </message>
        <message>
            <source>reopened at least once, of {n} closed at least once</source>
            <translation>mở lại ít nhất một lần, trên {n} phản ánh từng được đóng</translation>
        </message>
        <message>
            <source>report accepted</source>
            <translation>đã chấp nhận báo cáo</translation>
        </message>
        <message>
            <source>reported in time</source>
            <translation>đúng hạn</translation>
        </message>
        <message>
            <source>reported late</source>
            <translation>trễ hạn</translation>
        </message>
        <message>
            <source>result</source>
            <translation>kết quả</translation>
        </message>
        <message>
            <source>result, from the unit</source>
            <translation>kết quả xử lý, do đơn vị gửi</translation>
        </message>
        <message>
            <source>returned for more</source>
            <translation>trả lại để bổ sung</translation>
        </message>
        <message>
            <source>returned once</source>
            <translation>đã trả lại 1 lần</translation>
        </message>
        <message>
            <source>returned {n} times</source>
            <translation>đã trả lại {n} lần</translation>
        </message>
        <message>
            <source>revised {change} before receipt</source>
            <translation>số đã đính chính {change} trước khi nhận</translation>
        </message>
        <message>
            <source>revision {n} · {status} · known {time}</source>
            <translation>Bản {n} · {status} · biết lúc {time}</translation>
        </message>
        <message>
            <source>rule {rule}, catalogue {catalogue}</source>
            <translation>quy tắc {rule}, danh mục {catalogue}</translation>
        </message>
        <message>
            <source>running total of the year</source>
            <translation>lũy kế từ đầu năm</translation>
        </message>
        <message>
            <source>saved on this machine, not sent yet</source>
            <translation>đã lưu trên máy này, chưa gửi</translation>
        </message>
        <message>
            <source>saved {time}</source>
            <translation>lưu {time}</translation>
        </message>
        <message>
            <source>seeing data of {time}</source>
            <translation>đang xem bản {time}</translation>
        </message>
        <message>
            <source>seen in what the centre sent</source>
            <translation>thấy trong số liệu trung tâm gửi về</translation>
        </message>
        <message>
            <source>sent, not confirmed yet: being checked</source>
            <translation>đã gửi, chưa xác nhận: đang kiểm tra</translation>
        </message>
        <message>
            <source>since {day}</source>
            <translation>từ {day}</translation>
        </message>
        <message>
            <source>since {time}</source>
            <translation>từ {time}</translation>
        </message>
        <message>
            <source>size not known</source>
            <translation>chưa có diện tích</translation>
        </message>
        <message>
            <source>so since {day} ({n} days)</source>
            <translation>mức này từ {day} ({n} ngày)</translation>
        </message>
        <message>
            <source>something else than the centre answered</source>
            <translation>thứ khác trả lời thay trung tâm</translation>
        </message>
        <message>
            <source>standing changed</source>
            <translation>mức đánh giá thay đổi</translation>
        </message>
        <message>
            <source>standing unchanged</source>
            <translation>mức đánh giá không đổi</translation>
        </message>
        <message>
            <source>standings</source>
            <translation>mức đánh giá</translation>
        </message>
        <message>
            <source>still to be kept</source>
            <translation>chưa đến hạn</translation>
        </message>
        <message>
            <source>telephone ending in {end}</source>
            <translation>điện thoại đuôi {end}</translation>
        </message>
        <message>
            <source>the address is none of a data centre</source>
            <translation>địa chỉ không phải của trung tâm dữ liệu</translation>
        </message>
        <message>
            <source>the centre asked to wait</source>
            <translation>trung tâm đề nghị chờ</translation>
        </message>
        <message>
            <source>the centre has a fault of its own</source>
            <translation>trung tâm đang có sự cố</translation>
        </message>
        <message>
            <source>the centre has it</source>
            <translation>trung tâm đã nhận</translation>
        </message>
        <message>
            <source>the centre is still working on it</source>
            <translation>trung tâm đang xử lý lệnh này</translation>
        </message>
        <message>
            <source>the centre wants a new sign-in</source>
            <translation>trung tâm yêu cầu đăng nhập lại</translation>
        </message>
        <message>
            <source>the certificate is not trusted</source>
            <translation>chứng thư không được tin cậy</translation>
        </message>
        <message>
            <source>the command before it is sent first</source>
            <translation>gửi lệnh đứng trước đã</translation>
        </message>
        <message>
            <source>the day is not over</source>
            <translation>ngày chưa hết</translation>
        </message>
        <message>
            <source>the line broke off</source>
            <translation>đường truyền bị ngắt</translation>
        </message>
        <message>
            <source>the name of the centre was not found</source>
            <translation>không tìm thấy tên miền của trung tâm</translation>
        </message>
        <message>
            <source>the program stopped while sending</source>
            <translation>phần mềm dừng trong lúc gửi</translation>
        </message>
        <message>
            <source>the time to answer had passed</source>
            <translation>quá hạn trả lời</translation>
        </message>
        <message>
            <source>the unit has reported</source>
            <translation>đơn vị đã báo cáo</translation>
        </message>
        <message>
            <source>this month</source>
            <translation>tháng này</translation>
        </message>
        <message>
            <source>this period over the one before</source>
            <translation>kỳ này · mờ: kỳ trước</translation>
        </message>
        <message>
            <source>this program is too old for the centre</source>
            <translation>phần mềm cũ hơn trung tâm</translation>
        </message>
        <message>
            <source>this quarter</source>
            <translation>quý này</translation>
        </message>
        <message>
            <source>this week</source>
            <translation>tuần này</translation>
        </message>
        <message>
            <source>thousand {unit}</source>
            <translation>nghìn {unit}</translation>
        </message>
        <message>
            <source>to be judged</source>
            <translation>chờ duyệt</translation>
        </message>
        <message>
            <source>to come</source>
            <translation>chờ tải</translation>
        </message>
        <message>
            <source>today</source>
            <translation>hôm nay</translation>
        </message>
        <message>
            <source>too few to class (under {n})</source>
            <translation>chưa đủ cơ sở (dưới {n})</translation>
        </message>
        <message>
            <source>too large for this machine</source>
            <translation>quá lớn với máy này</translation>
        </message>
        <message>
            <source>too little to go by</source>
            <translation>chưa đủ căn cứ</translation>
        </message>
        <message>
            <source>too many points to be shown</source>
            <translation>quá nhiều điểm ảnh</translation>
        </message>
        <message>
            <source>total {n}</source>
            <translation>tổng {n}</translation>
        </message>
        <message>
            <source>trying again at {time}</source>
            <translation>thử kết nối lại lúc {time}</translation>
        </message>
        <message>
            <source>under {n}</source>
            <translation>dưới {n}</translation>
        </message>
        <message>
            <source>under {unit}</source>
            <translation>trực thuộc {unit}</translation>
        </message>
        <message>
            <source>until {day}</source>
            <translation>đến {day}</translation>
        </message>
        <message>
            <source>until {time}</source>
            <translation>đến {time}</translation>
        </message>
        <message>
            <source>unusually many</source>
            <translation>nhiều bất thường</translation>
        </message>
        <message>
            <source>up to 1 working day</source>
            <translation>đến 1 ngày làm việc</translation>
        </message>
        <message>
            <source>up to half a working day</source>
            <translation>đến nửa ngày làm việc</translation>
        </message>
        <message>
            <source>up to {n} working days</source>
            <translation>đến {n} ngày làm việc</translation>
        </message>
        <message>
            <source>usually {n}</source>
            <translation>thường {n}</translation>
        </message>
        <message>
            <source>vs plan</source>
            <translation>so KH</translation>
        </message>
        <message>
            <source>waiting for you</source>
            <translation>chờ duyệt</translation>
        </message>
        <message>
            <source>waiting here</source>
            <translation>chờ gửi</translation>
        </message>
        <message>
            <source>waiting to be sent</source>
            <translation>chờ gửi</translation>
        </message>
        <message>
            <source>waits to be sent</source>
            <translation>chờ gửi</translation>
        </message>
        <message>
            <source>waits: sign in to send</source>
            <translation>chờ đăng nhập để gửi</translation>
        </message>
        <message>
            <source>week {first} to {last}</source>
            <translation>tuần {first} đến {last}</translation>
        </message>
        <message>
            <source>weekend</source>
            <translation>cuối tuần</translation>
        </message>
        <message>
            <source>whole city</source>
            <translation>toàn thành phố</translation>
        </message>
        <message>
            <source>whole: {n} per km²</source>
            <translation>toàn bộ {n} trên km²</translation>
        </message>
        <message>
            <source>whole: {share} · limit {limit}</source>
            <translation>toàn bộ {share} · ngưỡng {limit}</translation>
        </message>
        <message>
            <source>with the units under them</source>
            <translation>kèm các đơn vị trực thuộc</translation>
        </message>
        <message>
            <source>with {n} units under it</source>
            <translation>gồm {n} đơn vị trực thuộc</translation>
        </message>
        <message>
            <source>withdrawn</source>
            <translation>đã rút lại</translation>
        </message>
        <message>
            <source>withdrawn {day}</source>
            <translation>rút lại {day}</translation>
        </message>
        <message>
            <source>without duplicates</source>
            <translation>không tính phản ánh trùng</translation>
        </message>
        <message>
            <source>working days</source>
            <translation>ngày làm việc</translation>
        </message>
        <message>
            <source>yearly</source>
            <translation>hằng năm</translation>
        </message>
        <message>
            <source>{age} ago</source>
            <translation>nhận {age} trước</translation>
        </message>
        <message>
            <source>{age} left</source>
            <translation>còn {age}</translation>
        </message>
        <message>
            <source>{areas}, as recorded then</source>
            <translation>{areas}, theo địa bàn khi nhận</translation>
        </message>
        <message>
            <source>{areas}, by today's areas</source>
            <translation>{areas}, theo địa bàn hiện nay</translation>
        </message>
        <message>
            <source>{area} · cell of {n} m</source>
            <translation>{area} · ô {n} m</translation>
        </message>
        <message>
            <source>{a} to under {b}</source>
            <translation>{a} – dưới {b}</translation>
        </message>
        <message>
            <source>{a} to {b}, against the same hours of {weeks} weeks before</source>
            <translation>{a} đến {b}, so với cùng giờ của {weeks} tuần trước</translation>
        </message>
        <message>
            <source>{change} on the period before</source>
            <translation>{change} so với kỳ trước</translation>
        </message>
        <message>
            <source>{day} promised {value} by {due}</source>
            <translation>{day} hứa {value} đến {due}</translation>
        </message>
        <message>
            <source>{day} · {a} to {b} h</source>
            <translation>{day} · {a}–{b} giờ</translation>
        </message>
        <message>
            <source>{day} · {hour} h</source>
            <translation>{day} · {hour} giờ</translation>
        </message>
        <message>
            <source>{difference} against {period}</source>
            <translation>{difference} so với {period}</translation>
        </message>
        <message>
            <source>{done} of {total}</source>
            <translation>{done} / {total}</translation>
        </message>
        <message>
            <source>{file} cannot be written there. Choose another folder.</source>
            <translation>Không ghi được {file} vào đó. Hãy chọn thư mục khác.</translation>
        </message>
        <message>
            <source>{from_hour}:00–{to_hour}:00: {n} received, {before} a week ago</source>
            <translation>{from_hour}–{to_hour} giờ: tiếp nhận {n}, tuần trước {before}</translation>
        </message>
        <message>
            <source>{gap} against the plan</source>
            <translation>{gap} so với kế hoạch</translation>
        </message>
        <message>
            <source>{gap} against the same period</source>
            <translation>{gap} so với cùng kỳ</translation>
        </message>
        <message>
            <source>{gap} from today</source>
            <translation>{gap} so với hôm nay</translation>
        </message>
        <message>
            <source>{groups} groups from {alerts} alerts</source>
            <translation>{groups} nhóm từ {alerts} cảnh báo</translation>
        </message>
        <message>
            <source>{h} h {m}</source>
            <translation>{h} giờ {m}</translation>
        </message>
        <message>
            <source>{kept} Sent again it still counts once: the centre knows it by its number.</source>
            <translation>{kept} Gửi lại vẫn chỉ tính một lần: trung tâm nhận ra mã lệnh.</translation>
        </message>
        <message>
            <source>{label}: {n} closed, {share}</source>
            <translation>{label}: {n} đã đóng, {share}</translation>
        </message>
        <message>
            <source>{level} level</source>
            <translation>cấp {level}</translation>
        </message>
        <message>
            <source>{limit}: {allowed} of office time; {used} used</source>
            <translation>{limit}: {allowed} làm việc; đã tính {used}</translation>
        </message>
        <message>
            <source>{name} = closed on time ÷ {n} closed or overdue, received in 30 days</source>
            <translation>{name} = đóng trong hạn ÷ {n} đã đóng hoặc quá hạn, 30 ngày</translation>
        </message>
        <message>
            <source>{name} = closed on time ÷ {n} closed, received in 30 days</source>
            <translation>{name} = đóng trong hạn ÷ {n} đã đóng, 30 ngày</translation>
        </message>
        <message>
            <source>{name} = closed on time ÷ {n} fallen due, received in 30 days</source>
            <translation>{name} = đóng trong hạn ÷ {n} đã đến hạn, 30 ngày</translation>
        </message>
        <message>
            <source>{name} and {n} more</source>
            <translation>{name} và {n} chỉ tiêu khác</translation>
        </message>
        <message>
            <source>{name}: received {n}, past due {late}</source>
            <translation>{name}: tiếp nhận {n}, quá hạn {late}</translation>
        </message>
        <message>
            <source>{name}: {n} fallen overdue in 7 days</source>
            <translation>{name}: {n} phản ánh trễ hạn trong 7 ngày</translation>
        </message>
        <message>
            <source>{n} % here</source>
            <translation>{n} %</translation>
        </message>
        <message>
            <source>{n} % of the limit of the period</source>
            <translation>bằng {n} % mức trần kỳ</translation>
        </message>
        <message>
            <source>{n} % of the plan of the period</source>
            <translation>đạt {n} % KH kỳ</translation>
        </message>
        <message>
            <source>{n} areas</source>
            <translation>{n} địa bàn</translation>
        </message>
        <message>
            <source>{n} areas with unusually many</source>
            <translation>{n} địa bàn nhiều bất thường</translation>
        </message>
        <message>
            <source>{n} attached photos were not at the centre and did not go along.</source>
            <translation>{n} ảnh đính kèm không có ở trung tâm nên không gửi kèm được.</translation>
        </message>
        <message>
            <source>{n} attempts</source>
            <translation>đã thử {n} lần</translation>
        </message>
        <message>
            <source>{n} attempts; the centre could not be reached.</source>
            <translation>Đã thử {n} lần, chưa liên lạc được với trung tâm.</translation>
        </message>
        <message>
            <source>{n} changes</source>
            <translation>{n} thay đổi</translation>
        </message>
        <message>
            <source>{n} closed</source>
            <translation>{n} đã đóng</translation>
        </message>
        <message>
            <source>{n} closed late</source>
            <translation>{n} đóng trễ</translation>
        </message>
        <message>
            <source>{n} commands came back from it.</source>
            <translation>{n} lệnh được lấy lại từ trung tâm.</translation>
        </message>
        <message>
            <source>{n} commands waiting to be sent</source>
            <translation>{n} lệnh chờ gửi</translation>
        </message>
        <message>
            <source>{n} commands were answered otherwise than usual.</source>
            <translation>{n} lệnh có kết quả cần xem.</translation>
        </message>
        <message>
            <source>{n} complaints</source>
            <translation>{n} phản ánh</translation>
        </message>
        <message>
            <source>{n} complaints of units that are no longer</source>
            <translation>{n} phản ánh thuộc đơn vị đã kết thúc</translation>
        </message>
        <message>
            <source>{n} complaints with a place · the map only, figures beside it are of the whole period</source>
            <translation>{n} phản ánh có vị trí · chỉ bản đồ, số liệu bên cạnh là cả kỳ</translation>
        </message>
        <message>
            <source>{n} complaints written to {file}</source>
            <translation>Đã ghi {n} phản ánh vào {file}</translation>
        </message>
        <message>
            <source>{n} complaints, each to its handling unit: {m} units</source>
            <translation>{n} phản ánh, mỗi phản ánh gửi đơn vị đang xử lý: {m} đơn vị</translation>
        </message>
        <message>
            <source>{n} days</source>
            <translation>{n} ngày</translation>
        </message>
        <message>
            <source>{n} days late</source>
            <translation>Trễ {n} ngày</translation>
        </message>
        <message>
            <source>{n} days left</source>
            <translation>Còn {n} ngày</translation>
        </message>
        <message>
            <source>{n} days overdue</source>
            <translation>quá {n} ngày</translation>
        </message>
        <message>
            <source>{n} directives saved on this machine. The queue shows how far they are.</source>
            <translation>Đã lưu {n} chỉ đạo trên máy. Theo dõi ở hàng chờ.</translation>
        </message>
        <message>
            <source>{n} due on {day}</source>
            <translation>{n} đến hạn {day}</translation>
        </message>
        <message>
            <source>{n} files: {names}</source>
            <translation>{n} tệp: {names}</translation>
        </message>
        <message>
            <source>{n} groups not acknowledged</source>
            <translation>{n} nhóm chưa ai nhận</translation>
        </message>
        <message>
            <source>{n} h</source>
            <translation>{n} giờ</translation>
        </message>
        <message>
            <source>{n} h of day</source>
            <translation>{n} giờ</translation>
        </message>
        <message>
            <source>{n} indicators</source>
            <translation>{n} chỉ tiêu</translation>
        </message>
        <message>
            <source>{n} indicators turned to at risk</source>
            <translation>{n} chỉ tiêu chuyển sang nguy cơ</translation>
        </message>
        <message>
            <source>{n} kB/s</source>
            <translation>{n} kB/giây</translation>
        </message>
        <message>
            <source>{n} late</source>
            <translation>{n} trễ hạn</translation>
        </message>
        <message>
            <source>{n} m</source>
            <translation>{n} m</translation>
        </message>
        <message>
            <source>{n} min</source>
            <translation>{n} phút</translation>
        </message>
        <message>
            <source>{n} months</source>
            <translation>{n} tháng</translation>
        </message>
        <message>
            <source>{n} months and the forecast to the end of the year</source>
            <translation>{n} tháng và dự báo đến cuối năm</translation>
        </message>
        <message>
            <source>{n} more</source>
            <translation>còn {n} tệp nữa</translation>
        </message>
        <message>
            <source>{n} more indicators</source>
            <translation>còn {n} chỉ tiêu</translation>
        </message>
        <message>
            <source>{n} more indicators at risk</source>
            <translation>còn {n} chỉ tiêu nguy cơ</translation>
        </message>
        <message>
            <source>{n} need your decision</source>
            <translation>{n} lệnh cần quyết định</translation>
        </message>
        <message>
            <source>{n} new alerts</source>
            <translation>{n} cảnh báo mới</translation>
        </message>
        <message>
            <source>{n} new answers</source>
            <translation>{n} giải trình mới trả lời</translation>
        </message>
        <message>
            <source>{n} no longer here</source>
            <translation>{n} không còn trên máy</translation>
        </message>
        <message>
            <source>{n} numbers revised</source>
            <translation>{n} số liệu được điều chỉnh</translation>
        </message>
        <message>
            <source>{n} of {total} past their cadence</source>
            <translation>{n} trên {total} quá nhịp</translation>
        </message>
        <message>
            <source>{n} of {total} · in the executive order of attention</source>
            <translation>{n} trên {total} · theo thứ tự ưu tiên điều hành</translation>
        </message>
        <message>
            <source>{n} offices together</source>
            <translation>gộp {n} đơn vị</translation>
        </message>
        <message>
            <source>{n} open</source>
            <translation>{n} đang mở</translation>
        </message>
        <message>
            <source>{n} ordered already</source>
            <translation>{n} đã có chỉ đạo</translation>
        </message>
        <message>
            <source>{n} other areas</source>
            <translation>{n} nơi khác</translation>
        </message>
        <message>
            <source>{n} overdue</source>
            <translation>{n} trễ hạn</translation>
        </message>
        <message>
            <source>{n} per km² ({km2} km²)</source>
            <translation>{n} trên km² ({km2} km²)</translation>
        </message>
        <message>
            <source>{n} periods</source>
            <translation>{n} kỳ</translation>
        </message>
        <message>
            <source>{n} photos</source>
            <translation>{n} ảnh</translation>
        </message>
        <message>
            <source>{n} quarters</source>
            <translation>{n} quý</translation>
        </message>
        <message>
            <source>{n} quarters and the forecast to the end of the year</source>
            <translation>{n} quý và dự báo đến cuối năm</translation>
        </message>
        <message>
            <source>{n} received, {usual} (mean {mean})</source>
            <translation>{n} tiếp nhận, {usual} (trung bình {mean})</translation>
        </message>
        <message>
            <source>{n} rows/s</source>
            <translation>{n} dòng/giây</translation>
        </message>
        <message>
            <source>{n} s</source>
            <translation>{n} giây</translation>
        </message>
        <message>
            <source>{n} stale, since {when}</source>
            <translation>{n} đã cũ, từ {when}</translation>
        </message>
        <message>
            <source>{n} steps</source>
            <translation>{n} bước</translation>
        </message>
        <message>
            <source>{n} times in 12 months</source>
            <translation>{n} lần trong 12 tháng</translation>
        </message>
        <message>
            <source>{n} units with complaints · {ranked} ranked from {least} due, the worst first</source>
            <translation>{n} đơn vị có phản ánh · xếp hạng {ranked} đơn vị có từ {least} phản ánh đến hạn, hạng 1 là thấp nhất</translation>
        </message>
        <message>
            <source>{n} videos</source>
            <translation>{n} video</translation>
        </message>
        <message>
            <source>{n} waiting</source>
            <translation>{n} chờ gửi</translation>
        </message>
        <message>
            <source>{n} weeks of history, {m} are needed</source>
            <translation>mới có {n} tuần số liệu, cần {m} tuần</translation>
        </message>
        <message>
            <source>{n} with a place</source>
            <translation>{n} có vị trí</translation>
        </message>
        <message>
            <source>{n} within 150 m, 14 days, same field</source>
            <translation>{n} trong 150 m, 14 ngày, cùng lĩnh vực</translation>
        </message>
        <message>
            <source>{n} within their cadence</source>
            <translation>{n} còn đúng nhịp</translation>
        </message>
        <message>
            <source>{n} within {m} m, any field</source>
            <translation>{n} trong {m} m, mọi lĩnh vực</translation>
        </message>
        <message>
            <source>{n} within {m} m, any field; the newest {k}</source>
            <translation>{n} trong {m} m, mọi lĩnh vực; {k} phản ánh mới nhất</translation>
        </message>
        <message>
            <source>{n} without a place</source>
            <translation>{n} chưa rõ vị trí</translation>
        </message>
        <message>
            <source>{n} without a unit</source>
            <translation>{n} chưa có đơn vị</translation>
        </message>
        <message>
            <source>{n} working days</source>
            <translation>{n} ngày làm việc</translation>
        </message>
        <message>
            <source>{n} working days from receipt</source>
            <translation>hạn {n} ngày làm việc từ lúc nhận</translation>
        </message>
        <message>
            <source>{n} working days from receipt by the centre</source>
            <translation>{n} ngày làm việc tính từ khi trung tâm nhận</translation>
        </message>
        <message>
            <source>{n} working days late</source>
            <translation>trễ {n} ngày làm việc</translation>
        </message>
        <message>
            <source>{n} working days left</source>
            <translation>còn {n} ngày làm việc</translation>
        </message>
        <message>
            <source>{n} years</source>
            <translation>{n} năm</translation>
        </message>
        <message>
            <source>{n} years and the forecast</source>
            <translation>{n} năm và dự báo</translation>
        </message>
        <message>
            <source>{old} is no longer a unit of its own; the centre passed the request on to {new}.</source>
            <translation>{old} không còn là đơn vị riêng; trung tâm đã chuyển yêu cầu đến {new}.</translation>
        </message>
        <message>
            <source>{old} is no longer a unit of its own; the directive went to {new}.</source>
            <translation>{old} không còn là đơn vị riêng; chỉ đạo đã chuyển đến {new}.</translation>
        </message>
        <message>
            <source>{open} open · {late} closed late</source>
            <translation>{open} đang mở · {late} đóng trễ</translation>
        </message>
        <message>
            <source>{period}: {n}</source>
            <translation>{period}: {n}</translation>
        </message>
        <message>
            <source>{screen} is in a window of its own</source>
            <translation>{screen} đang mở ở cửa sổ riêng</translation>
        </message>
        <message>
            <source>{share} of those received</source>
            <translation>{share} tiếp nhận</translation>
        </message>
        <message>
            <source>{shown} of {total} · most urgent first</source>
            <translation>{shown} trên {total} · ưu tiên cao trước</translation>
        </message>
        <message>
            <source>{state}, waits to be sent</source>
            <translation>{state}, chờ gửi</translation>
        </message>
        <message>
            <source>{status}, late</source>
            <translation>{status}, trễ hạn</translation>
        </message>
        <message>
            <source>{status}, overdue</source>
            <translation>{status}, trễ hạn</translation>
        </message>
        <message>
            <source>{time} by the calendar</source>
            <translation>{time} theo lịch</translation>
        </message>
        <message>
            <source>{time} left</source>
            <translation>còn {time}</translation>
        </message>
        <message>
            <source>{time} · late</source>
            <translation>{time} · trễ</translation>
        </message>
        <message>
            <source>{title}, {period}: {value}</source>
            <translation>{title}, {period}: {value}</translation>
        </message>
        <message>
            <source>{units} alone</source>
            <translation>riêng {units}</translation>
        </message>
        <message>
            <source>{units} with those under it</source>
            <translation>{units} và trực thuộc</translation>
        </message>
        <message>
            <source>{unit} had the request already.</source>
            <translation>{unit} đã có yêu cầu này từ trước.</translation>
        </message>
        <message>
            <source>{unit} has directive {number} on this complaint, which still stands.</source>
            <translation>{unit} đã có chỉ đạo {number} về phản ánh này, vẫn còn hiệu lực.</translation>
        </message>
        <message>
            <source>{unit} was asked the same in {number}, which is still open.</source>
            <translation>{unit} đã được hỏi nội dung này tại {number}, vẫn còn đang mở.</translation>
        </message>
        <message>
            <source>{unit} was dissolved and has no successor.</source>
            <translation>{unit} không còn tồn tại và chưa có đơn vị kế thừa.</translation>
        </message>
        <message>
            <source>{unit}, by period</source>
            <translation>{unit}, theo kỳ</translation>
        </message>
        <message>
            <source>{unit}, due {due}</source>
            <translation>{unit}, hạn {due}</translation>
        </message>
        <message>
            <source>{unit}, rounded</source>
            <translation>{unit}, làm tròn</translation>
        </message>
        <message>
            <source>{weekday} last week</source>
            <translation>{weekday} tuần trước</translation>
        </message>
        <message>
            <source>{what} by {day}</source>
            <translation>{what} trước {day}</translation>
        </message>
        <message>
            <source>{what} · waits to be sent</source>
            <translation>{what} · chờ gửi</translation>
        </message>
        <message>
            <source>½ day</source>
            <translation>½ ngày</translation>
        </message>
        <message>
            <source>Δ period before</source>
            <translation>Δ kỳ trước</translation>
        </message>
        <message>
            <source>Δ plan</source>
            <translation>Δ KH</translation>
        </message>
        <message>
            <source>Δ same</source>
            <translation>Δ CK</translation>
        </message>
        <message>
            <source>Δ same period</source>
            <translation>Δ cùng kỳ</translation>
        </message>
        <message>
            <source>Δ same, %</source>
            <translation>Δ CK, %</translation>
        </message>
        <message>
            <source>Δ week</source>
            <translation>Δ tuần</translation>
        </message>
        <message>
            <source>“{name}” is saved on this machine.</source>
            <translation>Đã lưu “{name}” trên máy này.</translation>
        </message>
        <message>
            <source>↓ is good</source>
            <translation>↓ là tốt</translation>
        </message>
        <message>
            <source>≤ {hours} h</source>
            <translation>≤ {hours} giờ</translation>
        </message>
        <message>
            <source>▮ received — closed</source>
            <translation>cột: nhận · đường: đóng</translation>
        </message>
        <message>
            <source>◆ overdue from 3 %</source>
            <translation>cuối dòng: trễ hạn, ◆ từ 3 %</translation>
        </message>
    </context>
</TS>
