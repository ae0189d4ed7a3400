from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="HolderShown")



@_attrs_define
class HolderShown:
    """ 
        Attributes:
            answered (datetime.datetime | None):
            outcome (str):
            party (str):
            through (str):
     """

    answered: datetime.datetime | None
    outcome: str
    party: str
    through: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        answered: None | str
        if isinstance(self.answered, datetime.datetime):
            answered = self.answered.isoformat()
        else:
            answered = self.answered

        outcome = self.outcome

        party = self.party

        through = self.through


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "answered": answered,
            "outcome": outcome,
            "party": party,
            "through": through,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_answered(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                answered_type_0 = datetime.datetime.fromisoformat(data)



                return answered_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        answered = _parse_answered(d.pop("answered"))


        outcome = d.pop("outcome")

        party = d.pop("party")

        through = d.pop("through")

        holder_shown = cls(
            answered=answered,
            outcome=outcome,
            party=party,
            through=through,
        )


        holder_shown.additional_properties = d
        return holder_shown

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
