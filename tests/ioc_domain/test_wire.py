"""The shapes of the sync contract: pages, digests, commands, evidence."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioc_domain import commands, entities, evidence, records, scopes, wire
from ioc_domain.codes import RequestState


def page(operations: list[wire.Operation]) -> bytes:
    header = wire.PageHeader(after=1, to=9, more=False, schema=entities.schema(), epoch="e")
    trailer = wire.PageTrailer(end=True, n=len(operations), to=9, digests={}, commands=["c"])
    return wire.encode_page(header, operations, trailer)


def put(text: str) -> wire.Operation:
    record = records.SettingRecord("k", text)
    return wire.Operation("put", 9, "city/setting/-", "setting", "k", 1, msgspec.Raw(wire.encode_record(record)))


@given(st.lists(st.text(max_size=40), max_size=5))
def test_a_page_comes_back_as_it_was_with_its_row_bytes(texts: list[str]) -> None:
    sent = [put(t) for t in texts]
    header, operations, trailer = wire.decode_page(page(sent))
    assert header.after == 1 and trailer.commands == ["c"]
    assert [bytes(o.row) for o in operations] == [bytes(o.row) for o in sent]
    assert [msgspec.json.decode(o.row, type=records.SettingRecord).value for o in operations] == texts


def test_a_page_cut_at_any_byte_is_never_accepted() -> None:
    whole = page([put("Đường Nguyễn Huệ"), put("b")])
    for cut in range(len(whole)):
        with pytest.raises((wire.TruncatedPage, msgspec.MsgspecError)):
            wire.decode_page(whole[:cut])


def test_rows_of_a_newer_peer_are_read_without_their_new_fields() -> None:
    assert msgspec.json.decode(b'["k","v","new"]', type=records.SettingRecord) == records.SettingRecord("k", "v")


def test_every_entity_names_its_own_columns() -> None:
    for entity in entities.ENTITIES:
        assert set(entity.key) <= set(entity.columns)
        assert set(entity.text_columns) <= set(entity.columns)
        assert {c.name for c in entity.segments} <= set(entity.row_columns)
        assert not set(entity.search_columns) - set(entity.text_columns)


def test_keys_go_there_and_back() -> None:
    entity = entities.BY_NAME["observation"]
    record = records.ObservationRecord("v2:C0403", "79", "2026-10", 2, 52.8, "preliminary", 1, "KBNN")
    assert entity.key_of(record) == "v2:C0403|79|2026-10|2"
    assert entity.split_key("v2:C0403|79|2026-10|2") == ("v2:C0403", "79", "2026-10", 2)
    assert entity.bucket(scopes.CITY, record) == "city/observation/2026"
    with pytest.raises(ValueError, match="parts"):
        entity.split_key("a|b")


@given(st.integers(0, wire.MASK64))
def test_hashes_fit_a_signed_column(value: int) -> None:
    signed = wire.to_signed(value)
    assert -(1 << 63) <= signed < 1 << 63
    assert signed & wire.MASK64 == value


def test_the_hash_depends_on_each_part() -> None:
    seen = {wire.row_hash(*a) for a in [("a", "k", 1, b"[]"), ("b", "k", 1, b"[]"), ("a", "l", 1, b"[]"),
                                        ("a", "k", 2, b"[]"), ("a", "k", 1, b"[0]")]}
    assert len(seen) == 5


def test_cursors() -> None:
    assert wire.split_cursor(wire.cursor_text("a:b", 12)) == ("a:b", 12)
    for bad in ("", "12", "e:", "e:x"):
        with pytest.raises(ValueError, match="cursor"):
            wire.split_cursor(bad)


def test_every_command_goes_there_and_back() -> None:
    assert all(p.aggregate("i") for p in [
        commands.WithdrawRequest("r", "x"), commands.AcceptExplanation("r"), commands.AcknowledgeAlert("a", 1)])
    body = commands.encode_envelope(command_id="i", device="d", account="a", n=1, prev_id="", saved_at=5,
                                    payload=commands.ReturnExplanation("r", "thiếu số liệu", 3))
    envelope = commands.decode_envelope(body)
    assert envelope.aggregate == "request/r"
    assert commands.decode_payload(envelope) == commands.ReturnExplanation("r", "thiếu số liệu", 3)


@given(st.lists(st.sampled_from(["deliver", "open", "answer", "accept", "return", "withdraw"]), max_size=12))
def test_a_request_never_leaves_its_end(verbs: list[str]) -> None:
    state, ended = RequestState.RECEIVED, False
    for verb in verbs:
        try:
            state = commands.move(state, verb)
        except commands.IllegalMove:
            continue
        assert not ended
        ended = state in (RequestState.ACCEPTED, RequestState.WITHDRAWN)


def test_evidence_is_known_by_its_bytes() -> None:
    frozen = evidence.Evidence(
        kind="indicator", subject="v2:C0403", title="Giải ngân", unit_of_measure="%", area_code="79", area_name="TP",
        period="2026-10", frozen_at=1, cursor="e:1", value=51.4, status="preliminary", revision=3, known_at=1,
        source="KBNN", plan=72.0, same_period=49.8, forecast=86.1, forecast_low=82.4, forecast_high=89.9,
        standing="at_risk", rule="2026.1", catalogue="v2", previous_value=48.7,
        points=[evidence.EvidencePoint("2026-10", 51.4, 72.0, 49.8, "preliminary")])
    name, data = evidence.freeze(frozen)
    assert evidence.thaw(name, data) == frozen
    for i in range(0, len(data), 7):
        with pytest.raises(ValueError, match="hash"):
            evidence.thaw(name, data[:i] + bytes([data[i] ^ 1]) + data[i + 1:])


def test_sets_depend_on_scopes_and_grant_versions_only() -> None:
    one = scopes.set_id([("city", 1), ("unit:A", 2)])
    assert one == scopes.set_id([("unit:A", 2), ("city", 1)])
    assert one != scopes.set_id([("city", 1), ("unit:A", 3)])
    assert scopes.area_scope("1") != scopes.unit_scope("1")
