from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="CopyShown")



@_attrs_define
class CopyShown:
    """ 
        Attributes:
            certificate (None | str):
            holder (str):
            id (str):
            made (datetime.datetime):
            number (int):
            returned (datetime.datetime | None):
     """

    certificate: None | str
    holder: str
    id: str
    made: datetime.datetime
    number: int
    returned: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        certificate: None | str
        certificate = self.certificate

        holder = self.holder

        id = self.id

        made = self.made.isoformat()

        number = self.number

        returned: None | str
        if isinstance(self.returned, datetime.datetime):
            returned = self.returned.isoformat()
        else:
            returned = self.returned


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "certificate": certificate,
            "holder": holder,
            "id": id,
            "made": made,
            "number": number,
            "returned": returned,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_certificate(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        certificate = _parse_certificate(d.pop("certificate"))


        holder = d.pop("holder")

        id = d.pop("id")

        made = datetime.datetime.fromisoformat(d.pop("made"))




        number = d.pop("number")

        def _parse_returned(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                returned_type_0 = datetime.datetime.fromisoformat(data)



                return returned_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        returned = _parse_returned(d.pop("returned"))


        copy_shown = cls(
            certificate=certificate,
            holder=holder,
            id=id,
            made=made,
            number=number,
            returned=returned,
        )


        copy_shown.additional_properties = d
        return copy_shown

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
