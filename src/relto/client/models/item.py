from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="Item")



@_attrs_define
class Item:
    """ 
        Attributes:
            derived_from (list[str]):
            destroy_by (datetime.date | None):
            dossier (None | str):
            held_at (datetime.datetime):
            held_by (str):
            id (str):
            instrument (None | str):
            kind (str):
            known_as (str):
            legal_hold (bool):
            marking (str):
            media_type (str):
            provider (None | str):
            retain_until (datetime.date | None):
            scheme (str):
            title (str):
     """

    derived_from: list[str]
    destroy_by: datetime.date | None
    dossier: None | str
    held_at: datetime.datetime
    held_by: str
    id: str
    instrument: None | str
    kind: str
    known_as: str
    legal_hold: bool
    marking: str
    media_type: str
    provider: None | str
    retain_until: datetime.date | None
    scheme: str
    title: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        derived_from = self.derived_from



        destroy_by: None | str
        if isinstance(self.destroy_by, datetime.date):
            destroy_by = self.destroy_by.isoformat()
        else:
            destroy_by = self.destroy_by

        dossier: None | str
        dossier = self.dossier

        held_at = self.held_at.isoformat()

        held_by = self.held_by

        id = self.id

        instrument: None | str
        instrument = self.instrument

        kind = self.kind

        known_as = self.known_as

        legal_hold = self.legal_hold

        marking = self.marking

        media_type = self.media_type

        provider: None | str
        provider = self.provider

        retain_until: None | str
        if isinstance(self.retain_until, datetime.date):
            retain_until = self.retain_until.isoformat()
        else:
            retain_until = self.retain_until

        scheme = self.scheme

        title = self.title


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "derived_from": derived_from,
            "destroy_by": destroy_by,
            "dossier": dossier,
            "held_at": held_at,
            "held_by": held_by,
            "id": id,
            "instrument": instrument,
            "kind": kind,
            "known_as": known_as,
            "legal_hold": legal_hold,
            "marking": marking,
            "media_type": media_type,
            "provider": provider,
            "retain_until": retain_until,
            "scheme": scheme,
            "title": title,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        derived_from = cast(list[str], d.pop("derived_from"))


        def _parse_destroy_by(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                destroy_by_type_0 = datetime.date.fromisoformat(data)



                return destroy_by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        destroy_by = _parse_destroy_by(d.pop("destroy_by"))


        def _parse_dossier(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        dossier = _parse_dossier(d.pop("dossier"))


        held_at = datetime.datetime.fromisoformat(d.pop("held_at"))




        held_by = d.pop("held_by")

        id = d.pop("id")

        def _parse_instrument(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        instrument = _parse_instrument(d.pop("instrument"))


        kind = d.pop("kind")

        known_as = d.pop("known_as")

        legal_hold = d.pop("legal_hold")

        marking = d.pop("marking")

        media_type = d.pop("media_type")

        def _parse_provider(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        provider = _parse_provider(d.pop("provider"))


        def _parse_retain_until(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                retain_until_type_0 = datetime.date.fromisoformat(data)



                return retain_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        retain_until = _parse_retain_until(d.pop("retain_until"))


        scheme = d.pop("scheme")

        title = d.pop("title")

        item = cls(
            derived_from=derived_from,
            destroy_by=destroy_by,
            dossier=dossier,
            held_at=held_at,
            held_by=held_by,
            id=id,
            instrument=instrument,
            kind=kind,
            known_as=known_as,
            legal_hold=legal_hold,
            marking=marking,
            media_type=media_type,
            provider=provider,
            retain_until=retain_until,
            scheme=scheme,
            title=title,
        )


        item.additional_properties = d
        return item

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
