from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.line_shown_about import LineShownAbout





T = TypeVar("T", bound="LineShown")



@_attrs_define
class LineShown:
    """ 
        Attributes:
            about (LineShownAbout):
            actor (None | str):
            at (datetime.datetime | None):
            index (int | None):
            kind (None | str):
            number (int):
     """

    about: LineShownAbout
    actor: None | str
    at: datetime.datetime | None
    index: int | None
    kind: None | str
    number: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.line_shown_about import LineShownAbout # noqa: PLC0415
        about = self.about.to_dict()

        actor: None | str
        actor = self.actor

        at: None | str
        if isinstance(self.at, datetime.datetime):
            at = self.at.isoformat()
        else:
            at = self.at

        index: int | None
        index = self.index

        kind: None | str
        kind = self.kind

        number = self.number


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "about": about,
            "actor": actor,
            "at": at,
            "index": index,
            "kind": kind,
            "number": number,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.line_shown_about import LineShownAbout # noqa: PLC0415
        d = dict(src_dict)
        about = LineShownAbout.from_dict(d.pop("about"))




        def _parse_actor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        actor = _parse_actor(d.pop("actor"))


        def _parse_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                at_type_0 = datetime.datetime.fromisoformat(data)



                return at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        at = _parse_at(d.pop("at"))


        def _parse_index(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        index = _parse_index(d.pop("index"))


        def _parse_kind(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        kind = _parse_kind(d.pop("kind"))


        number = d.pop("number")

        line_shown = cls(
            about=about,
            actor=actor,
            at=at,
            index=index,
            kind=kind,
            number=number,
        )


        line_shown.additional_properties = d
        return line_shown

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
