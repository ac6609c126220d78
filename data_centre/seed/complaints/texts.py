"""Texts of complaints: title, body, address, timeline and photos, by choice from pools that are made once."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from data_centre.city.files import rows
from data_centre.city.hotline import fields, types
from data_centre.city.units import units
from ioc_domain.codes import Channel, ComplaintFlag, ComplaintStatus
from ioc_domain.records import ComplaintRecord

from ..clock import rng
from .columns import Block
from .spots import Spots

HOURS = ("6 giờ", "7h30", "9 giờ", "11h", "14 giờ", "17h30", "20 giờ", "23h")
ARRIVED = {
    Channel.PHONE: "Tiếp nhận qua tổng đài",
    Channel.APP: "Tiếp nhận qua ứng dụng",
    Channel.WEB: "Tiếp nhận qua cổng",
    Channel.EMAIL: "Tiếp nhận qua thư điện tử",
    Channel.SOCIAL: "Tiếp nhận qua mạng xã hội",
    Channel.STAFF: "Cán bộ nhập",
    Channel.OTHER: "Tiếp nhận",
}


class Texts:
    """Pools of phrases, chosen by drawn numbers."""

    def __init__(self, photos: dict[int, list[str]], now: int) -> None:
        """`photos`: hashes of drawn pictures by field id; no step of a timeline lies after `now`."""
        self._now = now
        by_role: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for r in rows("phrases"):
            by_role[r["role"]][r["for_code"]].append(r["text_vi"])
        self._photos = photos
        self._openings = [*(f"{o} " for o in by_role["opening"]["*"]), *[""] * 4]
        times = [t.format(gio=h) for t in by_role["time"]["*"] for h in (HOURS if "{gio}" in t else ("",))]
        self._times = [*(f", {t}" for t in times), *[""] * len(times)]
        names = {f.id: f.name for f in fields()}
        self._titles = {t.id: t.name for t in types()}
        self._field_titles = names
        self._problems: dict[int, list[str]] = {t.id: by_role["problem"][t.code] for t in types()}
        codes = {f.code: f.id for f in fields()}
        water = [p for t in types() if t.field_code in ("CN", "TN") for p in self._problems[t.id]]
        self._field_problems = {codes["COV"]: by_role["problem"]["COV"], codes["CTN"]: water}
        self._requests = {f.id: by_role["request"][f.code] + by_role["request"]["*"] for f in fields()}
        self._answers = {
            f.id: [_quoted(a) for a in by_role["unit_answer"][f.code] + by_role["unit_answer"]["*"]] for f in fields()
        }
        self._progress = [_quoted(p) for p in by_role["progress"]["*"]]
        self._extension = by_role["extension"]["*"]
        self._reopen = _quoted(by_role["reopen"]["*"][0])
        self._arrived = {int(c): _quoted(text) for c, text in ARRIVED.items()}
        self._unit_names = {u.id: _quoted(u.short_name) for u in units()}

    def records(
        self, block: Block, spots: Spots, first_id: int, seed: int, first_day: int
    ) -> Iterator[ComplaintRecord]:
        """The block's records, ids counting from `first_id`."""
        n = len(block)
        pick = rng(seed, "texts", first_day).integers(0, 1 << 20, (5, n)).tolist()
        years = [time.gmtime(s + 7 * 3600).tm_year % 100 for s in (block.created[0], block.created[-1])] if n else []
        same_year = len(set(years)) == 1
        columns = [
            c.tolist()
            for c in (
                block.created,
                block.field,
                block.type,
                block.unit,
                block.area,
                block.status,
                block.channel,
                block.flags,
                block.x,
                block.y,
                block.due,
                block.closed,
                block.routed_after,
                block.answered,
                block.place,
                block.spot,
            )
        ]
        openings, times = self._openings, self._times
        addresses, phrases = spots.addresses, spots.phrases
        has_photo = int(ComplaintFlag.HAS_PHOTO)
        number = first_id
        for (
            created,
            field,
            kind,
            unit,
            area,
            status,
            channel,
            flags,
            x,
            y,
            due,
            closed,
            routed,
            answered,
            place,
            spot,
            a,
            b,
            c,
            d,
            e,
        ) in zip(*columns, *pick, strict=True):
            if kind:
                problems, title = self._problems[kind], self._titles[kind]
            else:
                problems, title = self._field_problems[field], self._field_titles[field]
            address = addresses[place][spot]
            requests = self._requests[field]
            opening, problem = openings[a % len(openings)], problems[b % len(problems)]
            if opening.endswith(", "):
                problem = problem[0].lower() + problem[1:]
            body = (
                f"{opening}{problem} Chỗ {phrases[place][spot]}{times[c % len(times)]}. {requests[d % len(requests)]}"
            )
            year = years[0] if same_year else time.gmtime(created + 7 * 3600).tm_year % 100
            yield ComplaintRecord(
                number,
                f"1022-{year:02d}-{number:07d}",
                created,
                field,
                kind,
                unit,
                area,
                status,
                channel,
                flags,
                x,
                y,
                due,
                closed,
                title,
                body,
                address,
                self._timeline(created, field, unit, status, channel, due, closed, routed, answered, e),
                self._photo(field, created, a) if flags & has_photo else "[]",
                routed,
                answered,
            )
            number += 1

    def _timeline(
        self,
        created: int,
        field: int,
        unit: int,
        status: int,
        channel: int,
        due: int,
        closed: int,
        routed_after: int,
        answered: int,
        pick: int,
    ) -> str:
        """JSON [[time, kind, text, detail]] as far as it has come."""
        steps = f'[[{created},"received",{self._arrived[channel]},""]'
        if status == ComplaintStatus.AWAITING_ROUTE:
            return steps + "]"
        routed = created + routed_after
        steps += f',[{routed},"routed","Chuyển đơn vị",{self._unit_names[unit]}]'
        end = min(due, closed or self._now)
        if pick & 3 == 0 and end - routed > 7200:
            steps += f',[{routed + (end - routed) // 2},"progress",{self._progress[pick % len(self._progress)]},""]'
        answers = self._answers[field]
        if answered and answered != closed:
            steps += f',[{answered},"answered",{answers[pick % len(answers)]},""]'
        if closed:
            if closed > due + 3600 and answered == closed:
                steps += f',[{due},"extended",{self._extended(closed, pick)},""]'
            word = "rejected" if status == ComplaintStatus.REJECTED else "closed"
            text = '"Không thuộc phạm vi tiếp nhận"' if word == "rejected" else answers[pick % len(answers)]
            return steps + f',[{closed},"{word}",{text},""]]'
        if status == ComplaintStatus.EXTENDED:
            steps += f',[{due},"extended",{self._extended(due + 3 * 86400, pick)},""]'
        elif status == ComplaintStatus.REOPENED:
            steps += f',[{(answered + self._now) // 2},"reopened",{self._reopen},""]'
        return steps + "]"

    def _extended(self, until: int, pick: int) -> str:
        day = time.strftime("%d-%m-%Y", time.gmtime(until + 7 * 3600))
        return _quoted(self._extension[pick % len(self._extension)].format(ngay=day))

    def _photo(self, field: int, created: int, pick: int) -> str:
        pictures = self._photos.get(field) or self._photos.get(0) or []
        if not pictures:
            return "[]"
        return f'[["{pictures[pick % len(pictures)]}",{created},"image/jpeg"]]'


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def block_edges(
    counts: np.typing.NDArray[np.int64], borders: set[int], rows_per_block: int
) -> Iterator[tuple[int, int]]:
    """Day ranges of blocks: cut at every border and when a block has its rows. A day is never cut."""
    start, held = 0, 0
    for day, count in enumerate(counts):
        if day > start and (day in borders or held + count > rows_per_block):
            yield start, day
            start, held = day, 0
        held += int(count)
    if start < len(counts):
        yield start, len(counts)
