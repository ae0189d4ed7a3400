from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.recall_form_duty import RecallFormDuty
from typing import cast
import datetime






T = TypeVar("T", bound="RecallForm")



@_attrs_define
class RecallForm:
    """ 
        Attributes:
            answer_by (datetime.datetime):
            duty (RecallFormDuty):
            says (str):
     """

    answer_by: datetime.datetime
    duty: RecallFormDuty
    says: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        answer_by = self.answer_by.isoformat()

        duty = self.duty.value

        says = self.says


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "answer_by": answer_by,
            "duty": duty,
            "says": says,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        answer_by = datetime.datetime.fromisoformat(d.pop("answer_by"))




        duty = RecallFormDuty(d.pop("duty"))




        says = d.pop("says")

        recall_form = cls(
            answer_by=answer_by,
            duty=duty,
            says=says,
        )


        recall_form.additional_properties = d
        return recall_form

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
