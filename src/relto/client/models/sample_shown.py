from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.drawn_shown import DrawnShown





T = TypeVar("T", bound="SampleShown")



@_attrs_define
class SampleShown:
    """ 
        Attributes:
            checkpoint (str):
            drawn (list[DrawnShown]):
     """

    checkpoint: str
    drawn: list[DrawnShown]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.drawn_shown import DrawnShown # noqa: PLC0415
        checkpoint = self.checkpoint

        drawn = []
        for drawn_item_data in self.drawn:
            drawn_item = drawn_item_data.to_dict()
            drawn.append(drawn_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "checkpoint": checkpoint,
            "drawn": drawn,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.drawn_shown import DrawnShown # noqa: PLC0415
        d = dict(src_dict)
        checkpoint = d.pop("checkpoint")

        drawn = []
        _drawn = d.pop("drawn")
        for drawn_item_data in (_drawn):
            drawn_item = DrawnShown.from_dict(drawn_item_data)



            drawn.append(drawn_item)


        sample_shown = cls(
            checkpoint=checkpoint,
            drawn=drawn,
        )


        sample_shown.additional_properties = d
        return sample_shown

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
