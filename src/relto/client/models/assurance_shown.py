from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="AssuranceShown")



@_attrs_define
class AssuranceShown:
    """ 
        Attributes:
            breached (datetime.datetime | None):
            given (datetime.datetime):
            id (str):
            party (str):
            says (str):
            until (datetime.datetime):
     """

    breached: datetime.datetime | None
    given: datetime.datetime
    id: str
    party: str
    says: str
    until: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        breached: None | str
        if isinstance(self.breached, datetime.datetime):
            breached = self.breached.isoformat()
        else:
            breached = self.breached

        given = self.given.isoformat()

        id = self.id

        party = self.party

        says = self.says

        until = self.until.isoformat()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "breached": breached,
            "given": given,
            "id": id,
            "party": party,
            "says": says,
            "until": until,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_breached(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                breached_type_0 = datetime.datetime.fromisoformat(data)



                return breached_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        breached = _parse_breached(d.pop("breached"))


        given = datetime.datetime.fromisoformat(d.pop("given"))




        id = d.pop("id")

        party = d.pop("party")

        says = d.pop("says")

        until = datetime.datetime.fromisoformat(d.pop("until"))




        assurance_shown = cls(
            breached=breached,
            given=given,
            id=id,
            party=party,
            says=says,
            until=until,
        )


        assurance_shown.additional_properties = d
        return assurance_shown

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
