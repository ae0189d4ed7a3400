from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.report_form_kind import ReportFormKind
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="ReportForm")



@_attrs_define
class ReportForm:
    """ 
        Attributes:
            kind (ReportFormKind):
            says (str):
            items (list[str] | Unset):
     """

    kind: ReportFormKind
    says: str
    items: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        kind = self.kind.value

        says = self.says

        items: list[str] | Unset = UNSET
        if not isinstance(self.items, Unset):
            items = self.items




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "kind": kind,
            "says": says,
        })
        if items is not UNSET:
            field_dict["items"] = items

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = ReportFormKind(d.pop("kind"))




        says = d.pop("says")

        items = cast(list[str], d.pop("items", UNSET))


        report_form = cls(
            kind=kind,
            says=says,
            items=items,
        )


        report_form.additional_properties = d
        return report_form

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
