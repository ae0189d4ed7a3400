from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.draft_shown import DraftShown
  from ..models.missing_form import MissingForm
  from ..models.row_form import RowForm





T = TypeVar("T", bound="PreviewShown")



@_attrs_define
class PreviewShown:
    """ 
        Attributes:
            content (None | str):
            draft (DraftShown):
            lacks (list[str]):
            leaks (list[str]):
            marking (None | str):
            missing (list[MissingForm]):
            parts (list[int]):
            rows (list[RowForm]):
     """

    content: None | str
    draft: DraftShown
    lacks: list[str]
    leaks: list[str]
    marking: None | str
    missing: list[MissingForm]
    parts: list[int]
    rows: list[RowForm]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.draft_shown import DraftShown # noqa: PLC0415
        from ..models.missing_form import MissingForm # noqa: PLC0415
        from ..models.row_form import RowForm # noqa: PLC0415
        content: None | str
        content = self.content

        draft = self.draft.to_dict()

        lacks = self.lacks



        leaks = self.leaks



        marking: None | str
        marking = self.marking

        missing = []
        for missing_item_data in self.missing:
            missing_item = missing_item_data.to_dict()
            missing.append(missing_item)



        parts = self.parts



        rows = []
        for rows_item_data in self.rows:
            rows_item = rows_item_data.to_dict()
            rows.append(rows_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "content": content,
            "draft": draft,
            "lacks": lacks,
            "leaks": leaks,
            "marking": marking,
            "missing": missing,
            "parts": parts,
            "rows": rows,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.draft_shown import DraftShown # noqa: PLC0415
        from ..models.missing_form import MissingForm # noqa: PLC0415
        from ..models.row_form import RowForm # noqa: PLC0415
        d = dict(src_dict)
        def _parse_content(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        content = _parse_content(d.pop("content"))


        draft = DraftShown.from_dict(d.pop("draft"))




        lacks = cast(list[str], d.pop("lacks"))


        leaks = cast(list[str], d.pop("leaks"))


        def _parse_marking(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        marking = _parse_marking(d.pop("marking"))


        missing = []
        _missing = d.pop("missing")
        for missing_item_data in (_missing):
            missing_item = MissingForm.from_dict(missing_item_data)



            missing.append(missing_item)


        parts = cast(list[int], d.pop("parts"))


        rows = []
        _rows = d.pop("rows")
        for rows_item_data in (_rows):
            rows_item = RowForm.from_dict(rows_item_data)



            rows.append(rows_item)


        preview_shown = cls(
            content=content,
            draft=draft,
            lacks=lacks,
            leaks=leaks,
            marking=marking,
            missing=missing,
            parts=parts,
            rows=rows,
        )


        preview_shown.additional_properties = d
        return preview_shown

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
