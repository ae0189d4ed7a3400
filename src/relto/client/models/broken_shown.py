from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.assurance_shown import AssuranceShown





T = TypeVar("T", bound="BrokenShown")



@_attrs_define
class BrokenShown:
    """ 
        Attributes:
            assurance (AssuranceShown):
            messages (list[str]):
     """

    assurance: AssuranceShown
    messages: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.assurance_shown import AssuranceShown # noqa: PLC0415
        assurance = self.assurance.to_dict()

        messages = self.messages




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "assurance": assurance,
            "messages": messages,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.assurance_shown import AssuranceShown # noqa: PLC0415
        d = dict(src_dict)
        assurance = AssuranceShown.from_dict(d.pop("assurance"))




        messages = cast(list[str], d.pop("messages"))


        broken_shown = cls(
            assurance=assurance,
            messages=messages,
        )


        broken_shown.additional_properties = d
        return broken_shown

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
