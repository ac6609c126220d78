"""English of the citizens' pages, by the Vietnamese text that stands in them."""

from __future__ import annotations

from .english_kinds import KINDS

WEEKDAYS = {
    "thứ Hai": "Monday",
    "thứ Ba": "Tuesday",
    "thứ Tư": "Wednesday",
    "thứ Năm": "Thursday",
    "thứ Sáu": "Friday",
    "thứ Bảy": "Saturday",
    "Chủ nhật": "Sunday",
}
PAGES = {
    "Tới nội dung chính": "Skip to main content",
    "Cổng 1022": "1022 Portal",
    "Các trang": "Pages",
    "Gửi mới": "Report",
    "Theo dõi": "Track",
    "Kết quả": "Outcomes",
    "Phản ánh, kiến nghị": "Reports and suggestions",
    "Gửi phản ánh, kiến nghị": "Send a report",
    "Gửi phản ánh": "Send report",
    "Việc gì?": "What is it about?",
    "Loại việc": "Kind of problem",
    "Chọn…": "Choose…",
    "Nội dung": "Description",
    "Chuyện gì, từ khi nào. Đừng ghi tên, số điện thoại hay giấy tờ của ai.": (
        "What happened and since when. Do not write anybody's name, phone or document number."
    ),
    "Ở đâu?": "Where?",
    "Lấy vị trí của máy này": "Use this phone's location",
    "Đã có vị trí.": "The location is known.",
    "Phường, xã, đặc khu": "Ward, commune or special zone",
    "Phường": "Wards",
    "Xã": "Communes",
    "Đặc khu": "Special zone",
    "Tôi không rõ phường, xã": "I do not know the ward",
    "Số nhà, tên đường, điểm dễ nhận ra": "House number, street, landmark",
    "Ảnh, video": "Photos, video",
    "(không bắt buộc)": "(optional)",
    "Chụp ảnh": "Take a photo",
    "Chọn tệp": "Choose files",
    "Tối đa {photos} ảnh, mỗi ảnh {photo_mb} MB, và {videos} video {video_mb} MB.": (
        "At most {photos} photos of {photo_mb} MB each and {videos} video of {video_mb} MB."
    ),
    "Vị trí và tên máy ghi trong ảnh, video được xóa trước khi lưu.": (
        "Location and phone name inside photos and videos are removed before they are stored."
    ),
    "Liên hệ với tôi": "Contact me",
    "Chỉ để hỏi thêm khi cần. Không công bố và không chuyển kèm phản ánh.": (
        "Only for questions about the report. Never published and not passed on with it."
    ),
    "Họ và tên": "Full name",
    "Điện thoại": "Phone",
    "Thư điện tử": "E-mail",
    "Phản ánh và kết quả được công khai; số điện thoại, thư điện tử và số giấy tờ ghi trong đó được che.": (
        "Report and outcome are public; phone numbers, e-mail addresses and document numbers in them are hidden."
    ),
    "Chưa gửi được": "Not sent",
    "Chưa gửi được: xem chỗ ghi đỏ.": "Not sent: see what is marked in red.",
    "Ảnh và video cần chọn lại.": "Photos and video have to be chosen again.",
    "Đã lấy lại nội dung chưa gửi. Ảnh cần chọn lại.": "What you had not sent is back. Photos have to be chosen again.",
    "Xóa, viết mới": "Delete, start anew",
    # The script of the form.
    "Bỏ": "Remove",
    "Đã thêm {name}.": "{name} was added.",
    "Đã bỏ {name}.": "{name} was removed.",
    "Tệp “{name}” lớn quá ({size}). Hãy chọn tệp khác.": "“{name}” is too large ({size}). Choose another file.",
    "Không thêm “{name}”: đã đủ số ảnh hoặc video.": "“{name}” was not added: there are enough photos or videos.",
    "Không đọc được “{name}”. Hãy chọn lại.": "“{name}” cannot be read. Choose it again.",
    "“{name}” là ảnh HEIC, máy này không đọc được. Bấm Chụp ảnh, hoặc gửi ảnh JPEG.": (
        "“{name}” is a HEIC photo, which this phone cannot read. Use Take a photo, or send a JPEG."
    ),
    "“{name}” không phải là ảnh hoặc video.": "“{name}” is neither a photo nor a video.",
    "Đang lấy vị trí…": "Finding the location…",
    "Đã lấy vị trí, sai số khoảng {m} m.": "The location is known to about {m} m.",
    "Vị trí chỉ đúng trong khoảng {m} m nên không dùng được. Hãy chọn phường, xã bên dưới.": (
        "The location is only known to {m} m, which is not enough. Choose the ward below."
    ),
    "Máy không cho phép lấy vị trí. Hãy chọn phường, xã bên dưới.": "The location was refused. Choose the ward below.",
    "Không lấy được vị trí. Hãy chọn phường, xã bên dưới.": "The location was not found. Choose the ward below.",
    "Hãy chọn phường, xã bên dưới.": "Choose the ward below.",
    "Dùng phường, xã đã chọn thay cho vị trí của máy.": "The ward is used instead of the phone's location.",
    "Lấy lại vị trí": "Find the location again",
    "Đang gửi…": "Sending…",
    "Gửi lại": "Send again",
    "Mất kết nối. Mọi thứ đã ghi và đã chọn vẫn còn. Bấm Gửi lại; gửi lại không thành hai phản ánh.": (
        "The connection broke. Everything you wrote and chose is still here. Press Send again; it stays one report."
    ),
    "Chưa gửi được vì hệ thống đang bận. Mọi thứ đã ghi vẫn còn. Bấm Gửi lại sau ít phút.": (
        "Not sent: the system is busy. Everything you wrote is still here. Press Send again in a few minutes."
    ),
    # Following.
    "Theo dõi phản ánh": "Track a report",
    "Mã theo dõi": "Tracking number",
    "Ví dụ: PA-26-000123-K7QF2M9D": "For example: PA-26-000123-K7QF2M9D",
    "Xem": "Show",
    "Mã được cho biết một lần, ngay sau khi gửi phản ánh.": "The number is told once, right after a report is sent.",
    "Nhập mã theo dõi": "Enter a tracking number",
    "Đã tiếp nhận.": "Received.",
    "Hãy lưu mã này; mã không được gửi lại:": "Keep this number; it is not sent again:",
    "Chép mã": "Copy the number",
    "Đã chép mã": "Copied",
    "Ai có mã này đều xem được trang này. Chụp màn hình hoặc chép mã ra giấy.": (
        "Whoever has the number can see this page. Take a screenshot or write it down."
    ),
    "Không nhận tệp “{name}”:": "“{name}” was not taken:",
    "Phần còn lại đã được lưu đủ.": "Everything else is stored.",
    "Đơn vị": "Unit",
    "Hạn": "Due",
    "đã quá hạn": "overdue",
    "(trước là {due})": "(before: {due})",
    "Nơi": "Place",
    "Công bố lúc": "Published at",
    "{n} trên 5 sao": "{n} of 5 stars",
    "Đã đánh giá lúc {when}. Cảm ơn.": "Rated at {when}. Thank you.",
    "Bạn có hài lòng với kết quả?": "Are you satisfied with the outcome?",
    "Rất hài lòng": "Very satisfied",
    "Hài lòng": "Satisfied",
    "Tạm được": "Acceptable",
    "Không hài lòng": "Dissatisfied",
    "Rất không hài lòng": "Very dissatisfied",
    "Nhận xét": "Comment",
    "Gửi đánh giá": "Send rating",
    "Đánh giá một lần, không sửa được. Với 1 hoặc 2 sao, đơn vị có thể mở lại để xử lý tiếp.": (
        "You can rate once; it cannot be changed. After 1 or 2 stars the unit may take it up again."
    ),
    "Đơn vị báo đã xử lý. Đã xong chưa?": "The unit says it is done. Is it?",
    "Ghi thêm": "Anything to add",
    "Chưa xong": "Not done",
    "Đã xong": "Done",
    "“Chưa xong”: đơn vị xử lý lại. “Đã xong”: kết thúc và công bố kết quả.": (
        "“Not done”: the unit takes it up again. “Done”: it is closed and the outcome is published."
    ),
    "Diễn biến": "History",
    "Nội dung đã gửi": "What was sent",
    "Ảnh {n} của phản ánh": "Photo {n} of the report",
    "Video của phản ánh": "Video of the report",
    "Kết quả xử lý phản ánh": "Outcomes of reports",
    "Kết quả mới nhất": "Latest outcomes",
    "Không thuộc phạm vi": "Out of scope",
    "Đã xử lý": "Done",
    "Chưa có kết quả nào được công bố.": "No outcome has been published yet.",
    "Không thực hiện được": "It could not be done",
}
LIFE = {
    "Chờ chuyển đơn vị": "Waiting for a unit",
    "Đang xử lý": "In progress",
    "Đã gia hạn": "Extended",
    "Chờ bạn xác nhận": "Waiting for your confirmation",
    "Đã xử lý xong": "Closed",
    "Xử lý lại": "Taken up again",
    "Không thuộc phạm vi tiếp nhận": "Out of scope",
    "Đã tiếp nhận": "Received",
    "Đã chuyển đơn vị xử lý": "Given to a unit",
    "Đơn vị tiếp nhận xử lý": "The unit has taken it up",
    "Gia hạn xử lý": "Extended",
    "Đơn vị đã trả lời": "The unit has answered",
    "Người dân đánh giá": "You rated it",
    "Đổi hạn xử lý": "Due date changed",
    "Sửa lĩnh vực, loại hoặc địa bàn": "Field, kind or area put right",
    "Tiếp nhận qua cổng": "Through this site",
    "Tiếp nhận qua tổng đài": "By telephone",
    "Tiếp nhận qua ứng dụng": "Through the app",
    "Người dân báo chưa xử lý xong.": "The reporter says it is not done.",
    "Người dân xác nhận đã xử lý xong.": "The reporter confirms that it is done.",
}
FAULTS = {
    "Chọn việc cần phản ánh.": "Choose what the report is about.",
    "Chọn phường, xã hoặc lấy vị trí của máy.": "Choose the ward or use the phone's location.",
    "Ghi số nhà, tên đường hoặc điểm dễ nhận ra.": "Write the house number, street or a landmark.",
    "Cần ghi nội dung phản ánh.": "Describe the problem.",
    "Nội dung dài quá 10.000 ký tự.": "The description is longer than 10,000 characters.",
    "Địa chỉ dài quá 500 ký tự.": "The address is longer than 500 characters.",
    "Thông tin liên hệ dài quá 200 ký tự.": "The contact details are longer than 200 characters.",
    "Tọa độ 0,0 không phải là một địa điểm.": "0,0 is not a place.",
    "Tọa độ không phải là số.": "The coordinates are not numbers.",
    "Cần cả vĩ độ và kinh độ.": "Latitude and longitude are both needed.",
    "Vĩ độ và kinh độ có lẽ bị đảo ngược.": "Latitude and longitude seem to be swapped.",
    "Tọa độ nằm ngoài Trái Đất.": "The coordinates are not on Earth.",
    "Tọa độ tròn độ không phải là một địa điểm.": "Whole degrees are not a place.",
    "Không có phường, xã, đặc khu này.": "There is no such ward.",
    "Không có loại phản ánh này.": "There is no such kind of report.",
    "Đã gửi nhiều phản ánh từ kết nối này. Thử lại sau {n} phút.": (
        "Many reports were sent from this connection. Try again in {n} minutes."
    ),
    "Nhập sai nhiều lần. Thử lại sau {n} phút.": "Too many wrong numbers. Try again in {n} minutes.",
    "Không có mã này. Mã gồm số phản ánh và 8 chữ số, chữ cái, ví dụ PA-26-000123-K7QF2M9D.": (
        "There is no such number. It is the report's number and 8 letters and digits."
    ),
    "Không có phản ánh nào với mã này. Kiểm tra lại mã đã lưu.": "No report has this number. Check what you kept.",
    "Phản ánh này không còn.": "This report is gone.",
    "Phản ánh này không còn chờ xác nhận.": "This report no longer waits for confirmation.",
    "Không có tệp này.": "There is no such file.",
    "Chọn từ 1 đến 5 sao.": "Choose 1 to 5 stars.",
    "Kết quả này đã được đánh giá, hoặc chưa có kết quả.": "This outcome has been rated, or there is none yet.",
    "Nhận xét quá dài.": "The comment is too long.",
    "Nội dung quá dài.": "The text is too long.",
    "Trang đã mở lâu. Nội dung vẫn còn; bấm Gửi phản ánh lần nữa.": (
        "The page was open for long. What you wrote is still here; press Send report once more."
    ),
    "Trang đã mở lâu. Nội dung vẫn còn; bấm gửi lần nữa.": (
        "The page was open for long. What you wrote is still here; send it once more."
    ),
    "Biểu mẫu đã hết hiệu lực. Mở lại trang rồi gửi lần nữa.": "The form has expired. Open the page again.",
    "Trình duyệt không cho biết kích thước biểu mẫu.": "The browser does not tell the size of the form.",
    "Các tệp gửi kèm lớn quá. Bấm Quay lại trên trình duyệt: nội dung đã ghi vẫn còn; bớt tệp rồi gửi lại.": (
        "The files are too large. Go back: what you wrote is still there; leave files out and send again."
    ),
    "Biểu mẫu không đọc được, quá dài hoặc có quá nhiều tệp.": "The form is unreadable or too large.",
    "Không có trang này.": "There is no such page.",
    "Trang này không nhận yêu cầu như vậy.": "This page does not take such a request.",
    "Yêu cầu không hợp lệ.": "The request is not valid.",
    "Không thực hiện được.": "It could not be done.",
    "Nội dung gửi lên không lưu được.": "What was sent cannot be stored.",
    "Hệ thống đang bận. Bấm Quay lại rồi gửi lần nữa sau ít phút.": (
        "The system is busy. Go back and send again in a few minutes."
    ),
    "Hệ thống gặp lỗi. Bấm Quay lại rồi gửi lần nữa sau ít phút.": (
        "Something went wrong here. Go back and send again in a few minutes."
    ),
    "Ảnh HEIC hoặc AVIF chưa đọc được; hãy gửi ảnh JPEG hoặc PNG.": "HEIC and AVIF cannot be read; send JPEG or PNG.",
    "Tệp không phải là ảnh hoặc video, hoặc ảnh bị hỏng.": "It is no photo or video, or the photo is damaged.",
    "Ảnh lớn hơn 12 MB.": "The photo is larger than 12 MB.",
    "Tệp lớn hơn 60 MB.": "The file is larger than 60 MB.",
    "Tệp trống.": "The file is empty.",
    "Video bị hỏng hoặc bị cắt.": "The video is damaged or cut short.",
    "Ảnh có quá nhiều điểm ảnh.": "The photo has too many pixels.",
    "Tối đa 5 ảnh và 1 video.": "At most 5 photos and 1 video.",
}
ENGLISH = {**KINDS, **PAGES, **LIFE, **FAULTS}
