from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="SentShown")



@_attrs_define
class SentShown:
    """ 
        Attributes:
            approvers (list[str]):
            at (datetime.datetime):
            decision_sha256 (str):
            draft (str):
            instrument (str):
            item (str):
            known_as (str):
            manifest_sha256 (str):
            message (str):
            recipient (str):
     """

    approvers: list[str]
    at: datetime.datetime
    decision_sha256: str
    draft: str
    instrument: str
    item: str
    known_as: str
    manifest_sha256: str
    message: str
    recipient: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        approvers = self.approvers



        at = self.at.isoformat()

        decision_sha256 = self.decision_sha256

        draft = self.draft

        instrument = self.instrument

        item = self.item

        known_as = self.known_as

        manifest_sha256 = self.manifest_sha256

        message = self.message

        recipient = self.recipient


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "approvers": approvers,
            "at": at,
            "decision_sha256": decision_sha256,
            "draft": draft,
            "instrument": instrument,
            "item": item,
            "known_as": known_as,
            "manifest_sha256": manifest_sha256,
            "message": message,
            "recipient": recipient,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        approvers = cast(list[str], d.pop("approvers"))


        at = datetime.datetime.fromisoformat(d.pop("at"))




        decision_sha256 = d.pop("decision_sha256")

        draft = d.pop("draft")

        instrument = d.pop("instrument")

        item = d.pop("item")

        known_as = d.pop("known_as")

        manifest_sha256 = d.pop("manifest_sha256")

        message = d.pop("message")

        recipient = d.pop("recipient")

        sent_shown = cls(
            approvers=approvers,
            at=at,
            decision_sha256=decision_sha256,
            draft=draft,
            instrument=instrument,
            item=item,
            known_as=known_as,
            manifest_sha256=manifest_sha256,
            message=message,
            recipient=recipient,
        )


        sent_shown.additional_properties = d
        return sent_shown

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
