from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="ConsentShown")



@_attrs_define
class ConsentShown:
    """ 
        Attributes:
            by (str):
            compartments (list[str]):
            conditions (list[str]):
            evidence (None | str):
            from_ (datetime.date | None):
            given_on (datetime.date):
            holders (list[str]):
            id (str):
            items (list[str]):
            purposes (list[str]):
            recipients (list[str]):
            recorded (datetime.datetime):
            recorded_by (str):
            scheme (str):
            until (datetime.date | None):
            up_to (str):
            withdrawn (datetime.datetime | None):
            written (bool):
     """

    by: str
    compartments: list[str]
    conditions: list[str]
    evidence: None | str
    from_: datetime.date | None
    given_on: datetime.date
    holders: list[str]
    id: str
    items: list[str]
    purposes: list[str]
    recipients: list[str]
    recorded: datetime.datetime
    recorded_by: str
    scheme: str
    until: datetime.date | None
    up_to: str
    withdrawn: datetime.datetime | None
    written: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        by = self.by

        compartments = self.compartments



        conditions = self.conditions



        evidence: None | str
        evidence = self.evidence

        from_: None | str
        if isinstance(self.from_, datetime.date):
            from_ = self.from_.isoformat()
        else:
            from_ = self.from_

        given_on = self.given_on.isoformat()

        holders = self.holders



        id = self.id

        items = self.items



        purposes = self.purposes



        recipients = self.recipients



        recorded = self.recorded.isoformat()

        recorded_by = self.recorded_by

        scheme = self.scheme

        until: None | str
        if isinstance(self.until, datetime.date):
            until = self.until.isoformat()
        else:
            until = self.until

        up_to = self.up_to

        withdrawn: None | str
        if isinstance(self.withdrawn, datetime.datetime):
            withdrawn = self.withdrawn.isoformat()
        else:
            withdrawn = self.withdrawn

        written = self.written


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "by": by,
            "compartments": compartments,
            "conditions": conditions,
            "evidence": evidence,
            "from": from_,
            "given_on": given_on,
            "holders": holders,
            "id": id,
            "items": items,
            "purposes": purposes,
            "recipients": recipients,
            "recorded": recorded,
            "recorded_by": recorded_by,
            "scheme": scheme,
            "until": until,
            "up_to": up_to,
            "withdrawn": withdrawn,
            "written": written,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        by = d.pop("by")

        compartments = cast(list[str], d.pop("compartments"))


        conditions = cast(list[str], d.pop("conditions"))


        def _parse_evidence(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        evidence = _parse_evidence(d.pop("evidence"))


        def _parse_from_(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                from_type_0 = datetime.date.fromisoformat(data)



                return from_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        from_ = _parse_from_(d.pop("from"))


        given_on = datetime.date.fromisoformat(d.pop("given_on"))




        holders = cast(list[str], d.pop("holders"))


        id = d.pop("id")

        items = cast(list[str], d.pop("items"))


        purposes = cast(list[str], d.pop("purposes"))


        recipients = cast(list[str], d.pop("recipients"))


        recorded = datetime.datetime.fromisoformat(d.pop("recorded"))




        recorded_by = d.pop("recorded_by")

        scheme = d.pop("scheme")

        def _parse_until(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.date.fromisoformat(data)



                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        until = _parse_until(d.pop("until"))


        up_to = d.pop("up_to")

        def _parse_withdrawn(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                withdrawn_type_0 = datetime.datetime.fromisoformat(data)



                return withdrawn_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        withdrawn = _parse_withdrawn(d.pop("withdrawn"))


        written = d.pop("written")

        consent_shown = cls(
            by=by,
            compartments=compartments,
            conditions=conditions,
            evidence=evidence,
            from_=from_,
            given_on=given_on,
            holders=holders,
            id=id,
            items=items,
            purposes=purposes,
            recipients=recipients,
            recorded=recorded,
            recorded_by=recorded_by,
            scheme=scheme,
            until=until,
            up_to=up_to,
            withdrawn=withdrawn,
            written=written,
        )


        consent_shown.additional_properties = d
        return consent_shown

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
