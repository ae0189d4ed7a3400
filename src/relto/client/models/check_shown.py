from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="CheckShown")



@_attrs_define
class CheckShown:
    """ 
        Attributes:
            cosigners (list[str]):
            holds (bool):
            origin (None | str):
            says (str):
            size (int | None):
     """

    cosigners: list[str]
    holds: bool
    origin: None | str
    says: str
    size: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        cosigners = self.cosigners



        holds = self.holds

        origin: None | str
        origin = self.origin

        says = self.says

        size: int | None
        size = self.size


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "cosigners": cosigners,
            "holds": holds,
            "origin": origin,
            "says": says,
            "size": size,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cosigners = cast(list[str], d.pop("cosigners"))


        holds = d.pop("holds")

        def _parse_origin(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        origin = _parse_origin(d.pop("origin"))


        says = d.pop("says")

        def _parse_size(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        size = _parse_size(d.pop("size"))


        check_shown = cls(
            cosigners=cosigners,
            holds=holds,
            origin=origin,
            says=says,
            size=size,
        )


        check_shown.additional_properties = d
        return check_shown

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
