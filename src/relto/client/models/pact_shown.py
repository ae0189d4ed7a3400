from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="PactShown")



@_attrs_define
class PactShown:
    """ 
        Attributes:
            agreement (str):
            party (str):
            proposed (datetime.datetime):
            sha256 (str):
            signed_here (datetime.date | None):
            signed_there (datetime.date | None):
            suspended_here (datetime.datetime | None):
            suspended_there (datetime.datetime | None):
            terminated (datetime.date | None):
     """

    agreement: str
    party: str
    proposed: datetime.datetime
    sha256: str
    signed_here: datetime.date | None
    signed_there: datetime.date | None
    suspended_here: datetime.datetime | None
    suspended_there: datetime.datetime | None
    terminated: datetime.date | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        agreement = self.agreement

        party = self.party

        proposed = self.proposed.isoformat()

        sha256 = self.sha256

        signed_here: None | str
        if isinstance(self.signed_here, datetime.date):
            signed_here = self.signed_here.isoformat()
        else:
            signed_here = self.signed_here

        signed_there: None | str
        if isinstance(self.signed_there, datetime.date):
            signed_there = self.signed_there.isoformat()
        else:
            signed_there = self.signed_there

        suspended_here: None | str
        if isinstance(self.suspended_here, datetime.datetime):
            suspended_here = self.suspended_here.isoformat()
        else:
            suspended_here = self.suspended_here

        suspended_there: None | str
        if isinstance(self.suspended_there, datetime.datetime):
            suspended_there = self.suspended_there.isoformat()
        else:
            suspended_there = self.suspended_there

        terminated: None | str
        if isinstance(self.terminated, datetime.date):
            terminated = self.terminated.isoformat()
        else:
            terminated = self.terminated


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "agreement": agreement,
            "party": party,
            "proposed": proposed,
            "sha256": sha256,
            "signed_here": signed_here,
            "signed_there": signed_there,
            "suspended_here": suspended_here,
            "suspended_there": suspended_there,
            "terminated": terminated,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agreement = d.pop("agreement")

        party = d.pop("party")

        proposed = datetime.datetime.fromisoformat(d.pop("proposed"))




        sha256 = d.pop("sha256")

        def _parse_signed_here(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                signed_here_type_0 = datetime.date.fromisoformat(data)



                return signed_here_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        signed_here = _parse_signed_here(d.pop("signed_here"))


        def _parse_signed_there(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                signed_there_type_0 = datetime.date.fromisoformat(data)



                return signed_there_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        signed_there = _parse_signed_there(d.pop("signed_there"))


        def _parse_suspended_here(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                suspended_here_type_0 = datetime.datetime.fromisoformat(data)



                return suspended_here_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        suspended_here = _parse_suspended_here(d.pop("suspended_here"))


        def _parse_suspended_there(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                suspended_there_type_0 = datetime.datetime.fromisoformat(data)



                return suspended_there_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        suspended_there = _parse_suspended_there(d.pop("suspended_there"))


        def _parse_terminated(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                terminated_type_0 = datetime.date.fromisoformat(data)



                return terminated_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        terminated = _parse_terminated(d.pop("terminated"))


        pact_shown = cls(
            agreement=agreement,
            party=party,
            proposed=proposed,
            sha256=sha256,
            signed_here=signed_here,
            signed_there=signed_there,
            suspended_here=suspended_here,
            suspended_there=suspended_there,
            terminated=terminated,
        )


        pact_shown.additional_properties = d
        return pact_shown

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
