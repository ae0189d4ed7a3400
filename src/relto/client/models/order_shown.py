from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="OrderShown")



@_attrs_define
class OrderShown:
    """ 
        Attributes:
            answer_by (datetime.datetime):
            at (datetime.datetime):
            by (str):
            duty (None | str):
            giver (str):
            id (str):
            item (str):
            kind (str):
            outcome (str):
            says (str):
     """

    answer_by: datetime.datetime
    at: datetime.datetime
    by: str
    duty: None | str
    giver: str
    id: str
    item: str
    kind: str
    outcome: str
    says: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        answer_by = self.answer_by.isoformat()

        at = self.at.isoformat()

        by = self.by

        duty: None | str
        duty = self.duty

        giver = self.giver

        id = self.id

        item = self.item

        kind = self.kind

        outcome = self.outcome

        says = self.says


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "answer_by": answer_by,
            "at": at,
            "by": by,
            "duty": duty,
            "giver": giver,
            "id": id,
            "item": item,
            "kind": kind,
            "outcome": outcome,
            "says": says,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        answer_by = datetime.datetime.fromisoformat(d.pop("answer_by"))




        at = datetime.datetime.fromisoformat(d.pop("at"))




        by = d.pop("by")

        def _parse_duty(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        duty = _parse_duty(d.pop("duty"))


        giver = d.pop("giver")

        id = d.pop("id")

        item = d.pop("item")

        kind = d.pop("kind")

        outcome = d.pop("outcome")

        says = d.pop("says")

        order_shown = cls(
            answer_by=answer_by,
            at=at,
            by=by,
            duty=duty,
            giver=giver,
            id=id,
            item=item,
            kind=kind,
            outcome=outcome,
            says=says,
        )


        order_shown.additional_properties = d
        return order_shown

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
