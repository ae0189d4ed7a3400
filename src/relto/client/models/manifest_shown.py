from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset







T = TypeVar("T", bound="ManifestShown")



@_attrs_define
class ManifestShown:
    """ 
        Attributes:
            content (str):
            manifest (Any):
            manifest_sha256 (str):
     """

    content: str
    manifest: Any
    manifest_sha256: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        content = self.content

        manifest = self.manifest

        manifest_sha256 = self.manifest_sha256


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "content": content,
            "manifest": manifest,
            "manifest_sha256": manifest_sha256,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        content = d.pop("content")

        manifest = d.pop("manifest")

        manifest_sha256 = d.pop("manifest_sha256")

        manifest_shown = cls(
            content=content,
            manifest=manifest,
            manifest_sha256=manifest_sha256,
        )


        manifest_shown.additional_properties = d
        return manifest_shown

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
