from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="RequestShown")



@_attrs_define
class RequestShown:
    """ 
        Attributes:
            answer (None | str):
            answer_by (datetime.datetime | None):
            asked_by (str):
            asked_of (str):
            at (datetime.datetime):
            consent (None | str):
            id (str):
            item (str):
            marking (str):
            originators (list[str]):
            purpose (None | str):
            recipients (list[str]):
            relayed (list[str]):
            says (str):
            state (str):
            system (str):
     """

    answer: None | str
    answer_by: datetime.datetime | None
    asked_by: str
    asked_of: str
    at: datetime.datetime
    consent: None | str
    id: str
    item: str
    marking: str
    originators: list[str]
    purpose: None | str
    recipients: list[str]
    relayed: list[str]
    says: str
    state: str
    system: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        answer: None | str
        answer = self.answer

        answer_by: None | str
        if isinstance(self.answer_by, datetime.datetime):
            answer_by = self.answer_by.isoformat()
        else:
            answer_by = self.answer_by

        asked_by = self.asked_by

        asked_of = self.asked_of

        at = self.at.isoformat()

        consent: None | str
        consent = self.consent

        id = self.id

        item = self.item

        marking = self.marking

        originators = self.originators



        purpose: None | str
        purpose = self.purpose

        recipients = self.recipients



        relayed = self.relayed



        says = self.says

        state = self.state

        system = self.system


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "answer": answer,
            "answer_by": answer_by,
            "asked_by": asked_by,
            "asked_of": asked_of,
            "at": at,
            "consent": consent,
            "id": id,
            "item": item,
            "marking": marking,
            "originators": originators,
            "purpose": purpose,
            "recipients": recipients,
            "relayed": relayed,
            "says": says,
            "state": state,
            "system": system,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_answer(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        answer = _parse_answer(d.pop("answer"))


        def _parse_answer_by(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                answer_by_type_0 = datetime.datetime.fromisoformat(data)



                return answer_by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        answer_by = _parse_answer_by(d.pop("answer_by"))


        asked_by = d.pop("asked_by")

        asked_of = d.pop("asked_of")

        at = datetime.datetime.fromisoformat(d.pop("at"))




        def _parse_consent(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        consent = _parse_consent(d.pop("consent"))


        id = d.pop("id")

        item = d.pop("item")

        marking = d.pop("marking")

        originators = cast(list[str], d.pop("originators"))


        def _parse_purpose(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        purpose = _parse_purpose(d.pop("purpose"))


        recipients = cast(list[str], d.pop("recipients"))


        relayed = cast(list[str], d.pop("relayed"))


        says = d.pop("says")

        state = d.pop("state")

        system = d.pop("system")

        request_shown = cls(
            answer=answer,
            answer_by=answer_by,
            asked_by=asked_by,
            asked_of=asked_of,
            at=at,
            consent=consent,
            id=id,
            item=item,
            marking=marking,
            originators=originators,
            purpose=purpose,
            recipients=recipients,
            relayed=relayed,
            says=says,
            state=state,
            system=system,
        )


        request_shown.additional_properties = d
        return request_shown

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
