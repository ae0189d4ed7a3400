from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset






T = TypeVar("T", bound="ApprovalForm")



@_attrs_define
class ApprovalForm:
    """ 
        Attributes:
            approves (bool):
            manifest_sha256 (str):
            says (str | Unset):  Default: ''.
     """

    approves: bool
    manifest_sha256: str
    says: str | Unset = ''
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        approves = self.approves

        manifest_sha256 = self.manifest_sha256

        says = self.says


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "approves": approves,
            "manifest_sha256": manifest_sha256,
        })
        if says is not UNSET:
            field_dict["says"] = says

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        approves = d.pop("approves")

        manifest_sha256 = d.pop("manifest_sha256")

        says = d.pop("says", UNSET)

        approval_form = cls(
            approves=approves,
            manifest_sha256=manifest_sha256,
            says=says,
        )


        approval_form.additional_properties = d
        return approval_form

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
