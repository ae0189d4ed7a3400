from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="ApprovalShown")



@_attrs_define
class ApprovalShown:
    """ 
        Attributes:
            approves (bool):
            at (datetime.datetime):
            manifest_sha256 (str):
            office (str):
            person (str):
            says (str):
     """

    approves: bool
    at: datetime.datetime
    manifest_sha256: str
    office: str
    person: str
    says: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        approves = self.approves

        at = self.at.isoformat()

        manifest_sha256 = self.manifest_sha256

        office = self.office

        person = self.person

        says = self.says


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "approves": approves,
            "at": at,
            "manifest_sha256": manifest_sha256,
            "office": office,
            "person": person,
            "says": says,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        approves = d.pop("approves")

        at = datetime.datetime.fromisoformat(d.pop("at"))




        manifest_sha256 = d.pop("manifest_sha256")

        office = d.pop("office")

        person = d.pop("person")

        says = d.pop("says")

        approval_shown = cls(
            approves=approves,
            at=at,
            manifest_sha256=manifest_sha256,
            office=office,
            person=person,
            says=says,
        )


        approval_shown.additional_properties = d
        return approval_shown

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
