from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.rule_form_answer import RuleFormAnswer
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="RuleForm")



@_attrs_define
class RuleForm:
    """ 
        Attributes:
            answer (RuleFormAnswer):
            days (int):
            recipients (list[str]):
            says (str):
            scheme (str):
            up_to (str):
            conditions (list[str] | Unset):
            holders (list[str] | Unset):
            purposes (list[str] | Unset):
     """

    answer: RuleFormAnswer
    days: int
    recipients: list[str]
    says: str
    scheme: str
    up_to: str
    conditions: list[str] | Unset = UNSET
    holders: list[str] | Unset = UNSET
    purposes: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        answer = self.answer.value

        days = self.days

        recipients = self.recipients



        says = self.says

        scheme = self.scheme

        up_to = self.up_to

        conditions: list[str] | Unset = UNSET
        if not isinstance(self.conditions, Unset):
            conditions = self.conditions



        holders: list[str] | Unset = UNSET
        if not isinstance(self.holders, Unset):
            holders = self.holders



        purposes: list[str] | Unset = UNSET
        if not isinstance(self.purposes, Unset):
            purposes = self.purposes




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "answer": answer,
            "days": days,
            "recipients": recipients,
            "says": says,
            "scheme": scheme,
            "up_to": up_to,
        })
        if conditions is not UNSET:
            field_dict["conditions"] = conditions
        if holders is not UNSET:
            field_dict["holders"] = holders
        if purposes is not UNSET:
            field_dict["purposes"] = purposes

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        answer = RuleFormAnswer(d.pop("answer"))




        days = d.pop("days")

        recipients = cast(list[str], d.pop("recipients"))


        says = d.pop("says")

        scheme = d.pop("scheme")

        up_to = d.pop("up_to")

        conditions = cast(list[str], d.pop("conditions", UNSET))


        holders = cast(list[str], d.pop("holders", UNSET))


        purposes = cast(list[str], d.pop("purposes", UNSET))


        rule_form = cls(
            answer=answer,
            days=days,
            recipients=recipients,
            says=says,
            scheme=scheme,
            up_to=up_to,
            conditions=conditions,
            holders=holders,
            purposes=purposes,
        )


        rule_form.additional_properties = d
        return rule_form

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
