"""Sensitivity labels of Microsoft Purview: hints, and labels by the reader's table alone."""

from datetime import UTC, datetime

import pytest

from relto.markings import parse
from relto.markings.formats.purview import Hint, labels_of, read_custom_xml, read_header, read_properties
from relto.primitives import Malformed

ONE = "11111111-2222-3333-4444-555555555555"
OTHER = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
TENANT = "99999999-8888-7777-6666-555555555555"
NZ = parse("RESTRICTED", system="nz").label


def properties(label=ONE, **said):
    given = {"Enabled": "true", "SiteId": TENANT} | said
    return {f"MSIP_Label_{label}_{name}": value for name, value in given.items() if value is not None}


def test_a_hint_has_what_the_properties_say():
    given = properties(ONE, Name="Restricted", SetDate="2026-01-05T22:00:00+1300", Method="Privileged", ContentBits="3", Owner="x")
    expected = Hint(ONE, TENANT, True, "Restricted", datetime(2026, 1, 5, 9, tzinfo=UTC), "Privileged", 3, (("Owner", "x"),))
    assert read_properties({"Title": "Weekly note", **given}) == (expected,)
    assert read_properties({"Title": "Weekly note"}) == ()
    assert read_properties({name.upper(): value for name, value in properties(OTHER).items()})[0].label_id == OTHER


def test_a_hint_is_a_label_by_the_table_alone():
    hints = read_properties(properties())
    assert labels_of(hints, {(TENANT, ONE): NZ}) == (NZ,)
    with pytest.raises(Malformed, match="the table does not have"):
        labels_of(hints, {(TENANT, OTHER): NZ})
    with pytest.raises(Malformed, match="the table does not have"):
        labels_of(hints, {(OTHER, ONE): NZ})
    with pytest.raises(Malformed, match="names no tenant"):
        labels_of(read_properties(properties(SiteId=None)), {(TENANT, ONE): NZ})


def test_a_label_that_is_not_in_force_says_nothing_and_two_of_a_tenant_are_refused():
    off = properties(OTHER, Enabled="False")
    assert labels_of(read_properties({**off, **properties()}), {(TENANT, ONE): NZ}) == (NZ,)
    with pytest.raises(Malformed, match="two sensitivity labels of one tenant"):
        labels_of(read_properties({**properties(OTHER), **properties()}), {(TENANT, ONE): NZ, (TENANT, OTHER): NZ})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"MSIP_Label_secret_Enabled": "true"}, "no property of a sensitivity label"),
        ({"MSIP_Labels": "x"}, "no property of a sensitivity label"),
        (properties(Enabled=None), "whether it is in force"),
        (properties(Enabled="yes"), "whether it is in force"),
        (properties(SiteId="contoso"), "no identifier of a tenant"),
        (properties(SetDate="yesterday"), "no instant"),
        (properties(SetDate="2026-01-05T09:00:00"), "no instant"),
        (properties(ContentBits="16"), "no bits of content"),
        (properties(ContentBits="²"), "no bits of content"),
        (properties(Name=""), "no plain value"),
        (properties(Name="SEC\u202eRET"), "no plain value"),
        ({**properties(), f"MSIP_Label_{ONE}_ENABLED": "false"}, "stands twice"),
        ({str(number): "" for number in range(1001)}, "too many properties"),
    ],
)
def test_what_is_no_hint_is_refused(given, says):
    with pytest.raises(Malformed, match=says):
        read_properties(given)


def xml(inside):
    ns = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    vt = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    return f'<Properties xmlns="{ns}" xmlns:vt="{vt}">{inside}</Properties>'.encode()


def node(name, value):
    return f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property>'


def test_custom_properties_of_a_document_are_read():
    whole = xml("".join(node(name, value) for name, value in {"Title": "x", **properties()}.items()))
    assert read_custom_xml(whole) == read_properties(properties())
    enabled = next(iter(properties()))
    for data, says in [
        (xml(node(enabled, "true") + node(enabled, "false")), "stands twice"),
        (xml("<property/>"), "no property with its name"),
        (b"<a/>", "no custom properties"),
        (b"<!DOCTYPE a><a/>", "document type"),
    ]:
        with pytest.raises(Malformed, match=says):
            read_custom_xml(data)


def test_the_header_of_a_mail_is_read():
    value = ";\r\n ".join(f"{name}={said}" for name, said in properties().items()) + ";"
    assert read_header(value) == read_properties(properties())
    for given, says in [
        ("x=y", "no property"),
        ("MSIP_Label", "no property"),
        (f"{value}{value}", "stands twice"),
        ("x" * 70_000, "too long"),
    ]:
        with pytest.raises(Malformed, match=says):
            read_header(given)
