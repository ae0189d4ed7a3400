from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="RuleShown")



@_attrs_define
class RuleShown:
    """ 
        Attributes:
            answer (str):
            conditions (list[str]):
            days (int):
            holders (list[str]):
            id (str):
            made (datetime.datetime):
            purposes (list[str]):
            recipients (list[str]):
            says (str):
            scheme (str):
            up_to (str):
            withdrawn (datetime.datetime | None):
     """

    answer: str
    conditions: list[str]
    days: int
    holders: list[str]
    id: str
    made: datetime.datetime
    purposes: list[str]
    recipients: list[str]
    says: str
    scheme: str
    up_to: str
    withdrawn: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        answer = self.answer

        conditions = self.conditions



        days = self.days

        holders = self.holders



        id = self.id

        made = self.made.isoformat()

        purposes = self.purposes



        recipients = self.recipients



        says = self.says

        scheme = self.scheme

        up_to = self.up_to

        withdrawn: None | str
        if isinstance(self.withdrawn, datetime.datetime):
            withdrawn = self.withdrawn.isoformat()
        else:
            withdrawn = self.withdrawn


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "answer": answer,
            "conditions": conditions,
            "days": days,
            "holders": holders,
            "id": id,
            "made": made,
            "purposes": purposes,
            "recipients": recipients,
            "says": says,
            "scheme": scheme,
            "up_to": up_to,
            "withdrawn": withdrawn,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        answer = d.pop("answer")

        conditions = cast(list[str], d.pop("conditions"))


        days = d.pop("days")

        holders = cast(list[str], d.pop("holders"))


        id = d.pop("id")

        made = datetime.datetime.fromisoformat(d.pop("made"))




        purposes = cast(list[str], d.pop("purposes"))


        recipients = cast(list[str], d.pop("recipients"))


        says = d.pop("says")

        scheme = d.pop("scheme")

        up_to = d.pop("up_to")

        def _parse_withdrawn(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                withdrawn_type_0 = datetime.datetime.fromisoformat(data)



                return withdrawn_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        withdrawn = _parse_withdrawn(d.pop("withdrawn"))


        rule_shown = cls(
            answer=answer,
            conditions=conditions,
            days=days,
            holders=holders,
            id=id,
            made=made,
            purposes=purposes,
            recipients=recipients,
            says=says,
            scheme=scheme,
            up_to=up_to,
            withdrawn=withdrawn,
        )


        rule_shown.additional_properties = d
        return rule_shown

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
