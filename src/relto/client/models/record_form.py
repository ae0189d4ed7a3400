from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.source_form import SourceForm





T = TypeVar("T", bound="RecordForm")



@_attrs_define
class RecordForm:
    """ 
        Attributes:
            content (str):
            marking (str):
            media_type (str):
            scheme (str):
            dossier (None | str | Unset):
            kinds (list[str] | Unset):
            marked_on (datetime.date | None | Unset):
            originators (list[str] | Unset):
            sources (list[SourceForm] | Unset):
            title (None | str | Unset):
            under (None | str | Unset):
     """

    content: str
    marking: str
    media_type: str
    scheme: str
    dossier: None | str | Unset = UNSET
    kinds: list[str] | Unset = UNSET
    marked_on: datetime.date | None | Unset = UNSET
    originators: list[str] | Unset = UNSET
    sources: list[SourceForm] | Unset = UNSET
    title: None | str | Unset = UNSET
    under: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.source_form import SourceForm # noqa: PLC0415
        content = self.content

        marking = self.marking

        media_type = self.media_type

        scheme = self.scheme

        dossier: None | str | Unset
        if isinstance(self.dossier, Unset):
            dossier = UNSET
        else:
            dossier = self.dossier

        kinds: list[str] | Unset = UNSET
        if not isinstance(self.kinds, Unset):
            kinds = self.kinds



        marked_on: None | str | Unset
        if isinstance(self.marked_on, Unset):
            marked_on = UNSET
        elif isinstance(self.marked_on, datetime.date):
            marked_on = self.marked_on.isoformat()
        else:
            marked_on = self.marked_on

        originators: list[str] | Unset = UNSET
        if not isinstance(self.originators, Unset):
            originators = self.originators



        sources: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.sources, Unset):
            sources = []
            for sources_item_data in self.sources:
                sources_item = sources_item_data.to_dict()
                sources.append(sources_item)



        title: None | str | Unset
        if isinstance(self.title, Unset):
            title = UNSET
        else:
            title = self.title

        under: None | str | Unset
        if isinstance(self.under, Unset):
            under = UNSET
        else:
            under = self.under


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "content": content,
            "marking": marking,
            "media_type": media_type,
            "scheme": scheme,
        })
        if dossier is not UNSET:
            field_dict["dossier"] = dossier
        if kinds is not UNSET:
            field_dict["kinds"] = kinds
        if marked_on is not UNSET:
            field_dict["marked_on"] = marked_on
        if originators is not UNSET:
            field_dict["originators"] = originators
        if sources is not UNSET:
            field_dict["sources"] = sources
        if title is not UNSET:
            field_dict["title"] = title
        if under is not UNSET:
            field_dict["under"] = under

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.source_form import SourceForm # noqa: PLC0415
        d = dict(src_dict)
        content = d.pop("content")

        marking = d.pop("marking")

        media_type = d.pop("media_type")

        scheme = d.pop("scheme")

        def _parse_dossier(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        dossier = _parse_dossier(d.pop("dossier", UNSET))


        kinds = cast(list[str], d.pop("kinds", UNSET))


        def _parse_marked_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                marked_on_type_0 = datetime.date.fromisoformat(data)



                return marked_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        marked_on = _parse_marked_on(d.pop("marked_on", UNSET))


        originators = cast(list[str], d.pop("originators", UNSET))


        _sources = d.pop("sources", UNSET)
        sources: list[SourceForm] | Unset = UNSET
        if _sources is not UNSET:
            sources = []
            for sources_item_data in _sources:
                sources_item = SourceForm.from_dict(sources_item_data)



                sources.append(sources_item)


        def _parse_title(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        title = _parse_title(d.pop("title", UNSET))


        def _parse_under(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        under = _parse_under(d.pop("under", UNSET))


        record_form = cls(
            content=content,
            marking=marking,
            media_type=media_type,
            scheme=scheme,
            dossier=dossier,
            kinds=kinds,
            marked_on=marked_on,
            originators=originators,
            sources=sources,
            title=title,
            under=under,
        )


        record_form.additional_properties = d
        return record_form

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
