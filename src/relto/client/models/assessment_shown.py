from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="AssessmentShown")



@_attrs_define
class AssessmentShown:
    """ 
        Attributes:
            by (str):
            from_ (datetime.date | None):
            id (str):
            kinds (list[str]):
            recipient (str):
            recorded (datetime.datetime):
            rule (str):
            says (str):
            until (datetime.date | None):
            withdrawn (datetime.datetime | None):
     """

    by: str
    from_: datetime.date | None
    id: str
    kinds: list[str]
    recipient: str
    recorded: datetime.datetime
    rule: str
    says: str
    until: datetime.date | None
    withdrawn: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        by = self.by

        from_: None | str
        if isinstance(self.from_, datetime.date):
            from_ = self.from_.isoformat()
        else:
            from_ = self.from_

        id = self.id

        kinds = self.kinds



        recipient = self.recipient

        recorded = self.recorded.isoformat()

        rule = self.rule

        says = self.says

        until: None | str
        if isinstance(self.until, datetime.date):
            until = self.until.isoformat()
        else:
            until = self.until

        withdrawn: None | str
        if isinstance(self.withdrawn, datetime.datetime):
            withdrawn = self.withdrawn.isoformat()
        else:
            withdrawn = self.withdrawn


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "by": by,
            "from": from_,
            "id": id,
            "kinds": kinds,
            "recipient": recipient,
            "recorded": recorded,
            "rule": rule,
            "says": says,
            "until": until,
            "withdrawn": withdrawn,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        by = d.pop("by")

        def _parse_from_(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                from_type_0 = datetime.date.fromisoformat(data)



                return from_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        from_ = _parse_from_(d.pop("from"))


        id = d.pop("id")

        kinds = cast(list[str], d.pop("kinds"))


        recipient = d.pop("recipient")

        recorded = datetime.datetime.fromisoformat(d.pop("recorded"))




        rule = d.pop("rule")

        says = d.pop("says")

        def _parse_until(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.date.fromisoformat(data)



                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        until = _parse_until(d.pop("until"))


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


        assessment_shown = cls(
            by=by,
            from_=from_,
            id=id,
            kinds=kinds,
            recipient=recipient,
            recorded=recorded,
            rule=rule,
            says=says,
            until=until,
            withdrawn=withdrawn,
        )


        assessment_shown.additional_properties = d
        return assessment_shown

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
