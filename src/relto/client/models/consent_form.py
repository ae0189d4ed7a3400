from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime






T = TypeVar("T", bound="ConsentForm")



@_attrs_define
class ConsentForm:
    """ 
        Attributes:
            by (str):
            evidence (str):
            given_on (datetime.date):
            recipients (list[str]):
            scheme (str):
            up_to (str):
            compartments (list[str] | Unset):
            conditions (list[str] | Unset):
            from_ (datetime.date | None | Unset):
            holders (list[str] | Unset):
            items (list[str] | Unset):
            purposes (list[str] | Unset):
            until (datetime.date | None | Unset):
            written (bool | Unset):  Default: True.
     """

    by: str
    evidence: str
    given_on: datetime.date
    recipients: list[str]
    scheme: str
    up_to: str
    compartments: list[str] | Unset = UNSET
    conditions: list[str] | Unset = UNSET
    from_: datetime.date | None | Unset = UNSET
    holders: list[str] | Unset = UNSET
    items: list[str] | Unset = UNSET
    purposes: list[str] | Unset = UNSET
    until: datetime.date | None | Unset = UNSET
    written: bool | Unset = True
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        by = self.by

        evidence = self.evidence

        given_on = self.given_on.isoformat()

        recipients = self.recipients



        scheme = self.scheme

        up_to = self.up_to

        compartments: list[str] | Unset = UNSET
        if not isinstance(self.compartments, Unset):
            compartments = self.compartments



        conditions: list[str] | Unset = UNSET
        if not isinstance(self.conditions, Unset):
            conditions = self.conditions



        from_: None | str | Unset
        if isinstance(self.from_, Unset):
            from_ = UNSET
        elif isinstance(self.from_, datetime.date):
            from_ = self.from_.isoformat()
        else:
            from_ = self.from_

        holders: list[str] | Unset = UNSET
        if not isinstance(self.holders, Unset):
            holders = self.holders



        items: list[str] | Unset = UNSET
        if not isinstance(self.items, Unset):
            items = self.items



        purposes: list[str] | Unset = UNSET
        if not isinstance(self.purposes, Unset):
            purposes = self.purposes



        until: None | str | Unset
        if isinstance(self.until, Unset):
            until = UNSET
        elif isinstance(self.until, datetime.date):
            until = self.until.isoformat()
        else:
            until = self.until

        written = self.written


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "by": by,
            "evidence": evidence,
            "given_on": given_on,
            "recipients": recipients,
            "scheme": scheme,
            "up_to": up_to,
        })
        if compartments is not UNSET:
            field_dict["compartments"] = compartments
        if conditions is not UNSET:
            field_dict["conditions"] = conditions
        if from_ is not UNSET:
            field_dict["from"] = from_
        if holders is not UNSET:
            field_dict["holders"] = holders
        if items is not UNSET:
            field_dict["items"] = items
        if purposes is not UNSET:
            field_dict["purposes"] = purposes
        if until is not UNSET:
            field_dict["until"] = until
        if written is not UNSET:
            field_dict["written"] = written

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        by = d.pop("by")

        evidence = d.pop("evidence")

        given_on = datetime.date.fromisoformat(d.pop("given_on"))




        recipients = cast(list[str], d.pop("recipients"))


        scheme = d.pop("scheme")

        up_to = d.pop("up_to")

        compartments = cast(list[str], d.pop("compartments", UNSET))


        conditions = cast(list[str], d.pop("conditions", UNSET))


        def _parse_from_(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                from_type_0 = datetime.date.fromisoformat(data)



                return from_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        from_ = _parse_from_(d.pop("from", UNSET))


        holders = cast(list[str], d.pop("holders", UNSET))


        items = cast(list[str], d.pop("items", UNSET))


        purposes = cast(list[str], d.pop("purposes", UNSET))


        def _parse_until(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.date.fromisoformat(data)



                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        until = _parse_until(d.pop("until", UNSET))


        written = d.pop("written", UNSET)

        consent_form = cls(
            by=by,
            evidence=evidence,
            given_on=given_on,
            recipients=recipients,
            scheme=scheme,
            up_to=up_to,
            compartments=compartments,
            conditions=conditions,
            from_=from_,
            holders=holders,
            items=items,
            purposes=purposes,
            until=until,
            written=written,
        )


        consent_form.additional_properties = d
        return consent_form

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
