"""What the columns of an unknown complaint file may be: by the names others use, and by what stands in them.

Only `import profile` guesses; what it guessed is a text for a person to read before anything is imported.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product

from .moments import EPOCHS, iso_moment

_NAMES = {
    "id": (
        "uniquekey servicerequestid servicerequestnumber servicerequestsrnumber srnumber srrecordid srid sr"
        " caseenquiryid caseid casenumber caseno ticketid ticketnumber requestid requestnumber incidentid"
        " incidentnumber issueid complaintid complaintnumber referenceid referencenumber referenceno reference"
        " trackingnumber trackingid servicerequestnum externalid workorderid recordid number referencia folio"
        " maphananh mapa maphieu sophieu mahoso masohoso ma code key id objectid globalid fid rowid"
    ),
    "created": (
        "requesteddatetime createddate creationdate createddatetime createddttm datecreated createdat createdon"
        " createdtime createdt casecreateddttm casecreateddate srcreatedate srcreateddate requestcreateddate"
        " servicerequestdate opendt opendate opendatetime openeddate openedat opened dateopened datetimeopened"
        " open requestdate requestdatetime requestedat daterequested receiveddate receiveddatetime datereceived"
        " reporteddate reportedat datereported reportdate submitteddate submitdate datesubmitted submittedat"
        " submissiondate initiateddate dateinitiated datetimeinit adddate dateadded entrydate dateentered calldate"
        " issuedate incidentdate created creation fechadealta fechacreacion fechaalta thoigiantiepnhan"
        " ngaytiepnhan thoigiannhan ngaynhan ngaytao thoigiantao ngaygui thoigiangui ngayphananh thoigianphananh"
        " datetime date"
    ),
    "due": (
        "expecteddatetime duedate duedatetime datedue dueat dueon dueby due targetdt slatargetdt targetclosedate"
        " targetclosuredate targetdate targetcompletiondate targetdatetime target sladuedate sladate"
        " sladuedatetime sladeadline slatarget expecteddate expectedclosedate expectedcompletiondate"
        " estimatedcompletiondate plannedcompletiondate scheduledcompletiondate promiseddate deadline fechalimite"
        " hanxuly hantraloi hangiaiquyet hanphanhoi han thoihan ngayhethan ngayhen"
    ),
    "closed": (
        "closeddatetime closeddate closedate closeddt closedt closeddttm caseclosedate casecloseddttm"
        " casecloseddate srcloseddate srclosedate dateclosed datetimeclosed closedat closedon closed closuredate"
        " completeddate completiondate completedat datecompleted completed completion resolveddate resolutiondate"
        " resolvedat dateresolved resolved finisheddate enddate requestcloseddate fechadecierre fechacierre"
        " ngaydong ngayhoanthanh thoigianhoanthanh ngayxulyxong ngayketthuc ngaytraloi thoigiandong"
    ),
    "changed": (
        "updateddatetime statuschangedate statusdate updateddate dateupdated updatedat updated lastupdated"
        " lastupdatedate lastupdatedat datelastupdate lastmodified lastmodifieddate modifieddate lastactivitydate"
        " resolutionactionupdateddate ngaycapnhat thoigiancapnhat"
    ),
    "status": (
        "status casestatus srstatus requeststatus statusdescription statusdesc currentstatus servicerequeststatus"
        " ticketstatus statusname state estado trangthai tinhtrang"
    ),
    "type": (
        "complainttype servicename srtype servicerequesttype requesttype casetype issuetype srtypedesc"
        " typedescription requestdescription srdescription srdesc servicetype tickettype subtype type"
        " requestcategory category casecategory issue problem problemtype topic reason nature loaiphananh"
        " loaivande loai categoria tipo summary casesummary"
    ),
    "field": (
        "subject category casetopic majorarea servicegroup groupdesc group topic linhvuc nhom department"
        " departmentname deptname ownerdepartment agency agencyresponsible responsibleagency assigneddepartment"
        " citydepartment"
    ),
    "unit": (
        "agencyresponsible responsibleagency queue agencyname agency ownerdepartment departmentname deptname"
        " department citydepartment assigneddepartment assignedagency assignedto assignto owner"
        " responsibledepartment dept division organization team workgroup donvixuly coquanxuly donvi coquan"
    ),
    "area": (
        "neighborhood neighbourhood communitycouncilneighborhood neighborhoodname neighborhoods communityarea"
        " borough district ward councildistrict citycouncildistrict precinct planningarea suburb locality distrito"
        " barrio phuongxa xaphuong phuong xa quanhuyen quan diaban khuvuc zipcode zip"
    ),
    "address": (
        "incidentaddress fulladdress streetaddress addressline1 siteaddress address incidentaddress1 srlocation"
        " approximateaddress location addresswithgeocode locationaddress direccion diachi diadiem"
    ),
    "channel": (
        "methodreceived opendatachanneltype channeltype channel origin requestsource casesource reportsource"
        " source sourcetype intakemethod contactmethod kenhtiepnhan kenh nguon"
    ),
    "title": "casetitle title tieude",
    "body": (
        "requestdetails description descriptor details complaintdescription comments statusnotes closurereason"
        " resolutiondescription outcome noidung noidungphananh mota detail"
    ),
    "lat": "latitude lat latitudecoordinate ylat latitud vido gpslat",
    "lon": "longitude lon long lng longitudecoordinate xlong longitud kinhdo gpslon",
    "point": (
        "latitudelongitude latlong latlon latlng longitudelatitude location point geolocation position"
        " coordinates geom geometry thegeom geopoint geocodedcolumn toado shape"
    ),
    "verdict": "ontime ontimestatus slastatus slaresult",
    "created_time": "creationtime createdtime timereceived timecreated opentime requesttime giotiepnhan",
    "closed_time": "closedtime closetime timeclosed",
}
"""Names of columns met in the open data of cities per role, the likeliest first; letters and digits only."""
NAMES = {role: tuple(names.split()) for role, names in _NAMES.items()}

_DATE = re.compile(
    r"(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:(T| +)(\d{1,2}):(\d\d)(:\d\d)?(\.\d+)?( ?)([AaPp]\.?[Mm]\.?)?)?"
)
_DAYS = ("%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%d-%b-%y", "%a %b %d %Y")
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %I:%M %p", " at %I:%M %p")
_NAMED_FORMS = tuple(f"{d}{c}" for d, c in product(_DAYS, _CLOCKS))
EMPTY_WORDS = frozenset({"null", "none", "n/a", "na", "nan", "nat", "(null)", "<null>", "\\n", "-", "--", "undefined"})


def bare(name: str) -> str:
    """A header without case, marks, spaces and signs."""
    text = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "", "".join(c for c in text if not unicodedata.combining(c)))


def candidates(header: list[str], role: str) -> list[int]:
    """Columns whose name may mean the role, the likeliest first."""
    there: dict[str, int] = {}
    for n, name in enumerate(header):
        there.setdefault(bare(name), n)
    return [there[name] for name in NAMES[role] if name in there]


@dataclass
class DateForms:
    """The forms of all dates of a file, decided together: 03/04 is March or April by what else is there."""

    shapes: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Separator, digits of the year and form of the clock → an example."""
    largest: list[int] = field(default_factory=lambda: [0, 0])
    """Of the first and the second number of dates with the year last."""
    others: dict[str, str] = field(default_factory=dict)
    """Forms of strptime, or an epoch → an example."""
    unknown: dict[str, int] = field(default_factory=dict)
    zoned: int = 0
    naive: int = 0

    def add(self, text: str, now: int) -> bool:
        """Take a text in; False when it is no date of any known form."""
        match = _DATE.fullmatch(text)
        if match is not None:
            return self._add_numbers(text, match)
        number = text.removesuffix(".0")
        for name, per_second in EPOCHS.items():
            if number.isdigit() and 631_152_000 <= int(number) / per_second <= now + 10 * 366 * 86400:
                self.others[name] = text
                self._count(zoned=True)
                return True
        moment = iso_moment(text)
        if moment is not None:
            self._count(moment.tzinfo is not None)
            return True
        for form in _NAMED_FORMS:
            try:
                datetime.strptime(text, form)  # noqa: DTZ007 - only whether it can be read
            except ValueError:
                continue
            self.others[form] = text
            self._count(zoned=False)
            return True
        if len(self.unknown) < 20:
            self.unknown[text[:60]] = self.unknown.get(text[:60], 0) + 1
        return False

    def _add_numbers(self, text: str, match: re.Match[str]) -> bool:
        first, separator, second, third, _t, hour, _minute, seconds, fraction, space, half = match.groups()
        clock = ""
        if hour is not None:
            clock = f" {'%I' if half else '%H'}:%M{':%S' if seconds else ''}{'.%f' if fraction else ''}"
            clock += f"{space}%p" if half else ""
        self._count(zoned=False)
        if len(first) == 4:
            if half or iso_moment(text) is None:
                self.others[f"%Y{separator}%m{separator}%d{clock}"] = text
            return True
        if len(third) not in (2, 4) or len(first) > 2:
            return False
        self.largest = [max(self.largest[0], int(first)), max(self.largest[1], int(second))]
        self.shapes[separator, "%Y" if len(third) == 4 else "%y", clock] = text
        return True

    def _count(self, zoned: bool) -> None:
        self.zoned += zoned
        self.naive += not zoned

    @property
    def order(self) -> str:
        """ "day", "month" first, "both" when the file mixes them, "" when nothing tells."""
        day_first, month_first = self.largest[0] > 12, self.largest[1] > 12
        if day_first and month_first:
            return "both"
        return "day" if day_first else "month" if month_first else ""

    def forms(self, order: str) -> list[str]:
        """What a profile lists, for the order found or given."""
        days = ("%d", "%m") if order == "day" else ("%m", "%d")
        found = [f"{days[0]}{s}{days[1]}{s}{year}{clock}" for s, year, clock in self.shapes]
        return [*found, *self.others]


STATUS_WORDS = (
    ("reopened", ("reopen", "re-open", "mo lai")),
    ("rejected", ("reject", "declin", "invalid", "khong tiep nhan", "tu choi")),
    ("awaiting_citizen", ("awaiting customer", "awaiting citizen", "cho nguoi dan", "need more info")),
    ("in_progress", ("not closed", "not resolved", "unresolved", "incomplete", "chua", "dang", "pending clos")),
    (
        "closed",
        ("clos", "complet", "resolv", "done", "finish", "fixed", "cancel", "archiv", "cerrad", "solved", "ended",
         "da dong", "hoan thanh", "da xu ly", "da tra loi", "da giai quyet", "xong"),
    ),
    ("awaiting_route", ("new", "submit", "receiv", "report", "unassign", "to be", "cho chuyen", "moi", "tiep nhan")),
    ("extended", ("extend", "on hold", "deferred", "gia han")),
    (
        "in_progress",
        ("open", "progress", "assign", "pend", "start", "acknowledg", "investigat", "forward", "refer", "active",
         "schedul", "review", "work", "dispatch", "abiert", "cho", "in process", "transfer", "inspect"),
    ),
)  # fmt: skip
CHANNEL_WORDS = (
    ("staff", ("employee", "internal", "staff", "city worker", "inspector", "walk", "can bo")),
    ("email", ("email", "e-mail", "thu dien tu")),
    ("social", ("twitter", "facebook", "social", "zalo", "instagram")),
    ("web", ("web", "online", "internet", "portal", "self service", "self-service", "trang")),
    ("app", ("app", "mobile", "open311", "api", "android", "iphone", "ios", "ung dung")),
    ("phone", ("phone", "call", "voice", "1022", "dien thoai", "311 center")),
)


def meaning_of(word: str, table: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    """What a word of another office most likely means, "" = no idea."""
    text = unicodedata.normalize("NFD", word.casefold().replace("đ", "d"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return next((meaning for meaning, stems in table if any(stem in text for stem in stems)), "")
