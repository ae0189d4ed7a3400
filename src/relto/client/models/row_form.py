from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.row_form_decisions import RowFormDecisions





T = TypeVar("T", bound="RowForm")



@_attrs_define
class RowForm:
    """ 
        Attributes:
            decisions (RowFormDecisions):
            line (int):
            marking (None | str):
            part (int):
     """

    decisions: RowFormDecisions
    line: int
    marking: None | str
    part: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.row_form_decisions import RowFormDecisions # noqa: PLC0415
        decisions = self.decisions.to_dict()

        line = self.line

        marking: None | str
        marking = self.marking

        part = self.part


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "decisions": decisions,
            "line": line,
            "marking": marking,
            "part": part,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.row_form_decisions import RowFormDecisions # noqa: PLC0415
        d = dict(src_dict)
        decisions = RowFormDecisions.from_dict(d.pop("decisions"))




        line = d.pop("line")

        def _parse_marking(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        marking = _parse_marking(d.pop("marking"))


        part = d.pop("part")

        row_form = cls(
            decisions=decisions,
            line=line,
            marking=marking,
            part=part,
        )


        row_form.additional_properties = d
        return row_form

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
