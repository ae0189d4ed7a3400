from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="CertificateShown")



@_attrs_define
class CertificateShown:
    """ 
        Attributes:
            at (datetime.datetime):
            by (str):
            how (str):
            id (str):
            item (str):
            known_as (str):
            why (str):
            witness (None | str):
     """

    at: datetime.datetime
    by: str
    how: str
    id: str
    item: str
    known_as: str
    why: str
    witness: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        at = self.at.isoformat()

        by = self.by

        how = self.how

        id = self.id

        item = self.item

        known_as = self.known_as

        why = self.why

        witness: None | str
        witness = self.witness


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "at": at,
            "by": by,
            "how": how,
            "id": id,
            "item": item,
            "known_as": known_as,
            "why": why,
            "witness": witness,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        at = datetime.datetime.fromisoformat(d.pop("at"))




        by = d.pop("by")

        how = d.pop("how")

        id = d.pop("id")

        item = d.pop("item")

        known_as = d.pop("known_as")

        why = d.pop("why")

        def _parse_witness(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        witness = _parse_witness(d.pop("witness"))


        certificate_shown = cls(
            at=at,
            by=by,
            how=how,
            id=id,
            item=item,
            known_as=known_as,
            why=why,
            witness=witness,
        )


        certificate_shown.additional_properties = d
        return certificate_shown

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
