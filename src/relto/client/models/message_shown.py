from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="MessageShown")



@_attrs_define
class MessageShown:
    """ 
        Attributes:
            about (None | str):
            accepted (datetime.datetime | None):
            acted (datetime.datetime | None):
            id (str):
            kind (str):
            made (datetime.datetime):
            next_try (datetime.datetime | None):
            opened (datetime.datetime | None):
            recipient (str):
            refused (None | str):
            released (datetime.datetime | None):
            sequence (int):
            state (str):
            tries (int):
     """

    about: None | str
    accepted: datetime.datetime | None
    acted: datetime.datetime | None
    id: str
    kind: str
    made: datetime.datetime
    next_try: datetime.datetime | None
    opened: datetime.datetime | None
    recipient: str
    refused: None | str
    released: datetime.datetime | None
    sequence: int
    state: str
    tries: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        about: None | str
        about = self.about

        accepted: None | str
        if isinstance(self.accepted, datetime.datetime):
            accepted = self.accepted.isoformat()
        else:
            accepted = self.accepted

        acted: None | str
        if isinstance(self.acted, datetime.datetime):
            acted = self.acted.isoformat()
        else:
            acted = self.acted

        id = self.id

        kind = self.kind

        made = self.made.isoformat()

        next_try: None | str
        if isinstance(self.next_try, datetime.datetime):
            next_try = self.next_try.isoformat()
        else:
            next_try = self.next_try

        opened: None | str
        if isinstance(self.opened, datetime.datetime):
            opened = self.opened.isoformat()
        else:
            opened = self.opened

        recipient = self.recipient

        refused: None | str
        refused = self.refused

        released: None | str
        if isinstance(self.released, datetime.datetime):
            released = self.released.isoformat()
        else:
            released = self.released

        sequence = self.sequence

        state = self.state

        tries = self.tries


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "about": about,
            "accepted": accepted,
            "acted": acted,
            "id": id,
            "kind": kind,
            "made": made,
            "next_try": next_try,
            "opened": opened,
            "recipient": recipient,
            "refused": refused,
            "released": released,
            "sequence": sequence,
            "state": state,
            "tries": tries,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_about(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        about = _parse_about(d.pop("about"))


        def _parse_accepted(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                accepted_type_0 = datetime.datetime.fromisoformat(data)



                return accepted_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        accepted = _parse_accepted(d.pop("accepted"))


        def _parse_acted(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                acted_type_0 = datetime.datetime.fromisoformat(data)



                return acted_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        acted = _parse_acted(d.pop("acted"))


        id = d.pop("id")

        kind = d.pop("kind")

        made = datetime.datetime.fromisoformat(d.pop("made"))




        def _parse_next_try(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_try_type_0 = datetime.datetime.fromisoformat(data)



                return next_try_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        next_try = _parse_next_try(d.pop("next_try"))


        def _parse_opened(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                opened_type_0 = datetime.datetime.fromisoformat(data)



                return opened_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        opened = _parse_opened(d.pop("opened"))


        recipient = d.pop("recipient")

        def _parse_refused(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        refused = _parse_refused(d.pop("refused"))


        def _parse_released(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                released_type_0 = datetime.datetime.fromisoformat(data)



                return released_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        released = _parse_released(d.pop("released"))


        sequence = d.pop("sequence")

        state = d.pop("state")

        tries = d.pop("tries")

        message_shown = cls(
            about=about,
            accepted=accepted,
            acted=acted,
            id=id,
            kind=kind,
            made=made,
            next_try=next_try,
            opened=opened,
            recipient=recipient,
            refused=refused,
            released=released,
            sequence=sequence,
            state=state,
            tries=tries,
        )


        message_shown.additional_properties = d
        return message_shown

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
