from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="DrawnShown")



@_attrs_define
class DrawnShown:
    """ 
        Attributes:
            content (None | str):
            entry (str):
            index (int):
            receipt (str):
            salt (None | str):
     """

    content: None | str
    entry: str
    index: int
    receipt: str
    salt: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        content: None | str
        content = self.content

        entry = self.entry

        index = self.index

        receipt = self.receipt

        salt: None | str
        salt = self.salt


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "content": content,
            "entry": entry,
            "index": index,
            "receipt": receipt,
            "salt": salt,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_content(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        content = _parse_content(d.pop("content"))


        entry = d.pop("entry")

        index = d.pop("index")

        receipt = d.pop("receipt")

        def _parse_salt(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        salt = _parse_salt(d.pop("salt"))


        drawn_shown = cls(
            content=content,
            entry=entry,
            index=index,
            receipt=receipt,
            salt=salt,
        )


        drawn_shown.additional_properties = d
        return drawn_shown

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
