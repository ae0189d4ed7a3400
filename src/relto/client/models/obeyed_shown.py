from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.certificate_shown import CertificateShown





T = TypeVar("T", bound="ObeyedShown")



@_attrs_define
class ObeyedShown:
    """ 
        Attributes:
            items (list[str]):
            order (str):
            certificates (list[CertificateShown] | Unset):
     """

    items: list[str]
    order: str
    certificates: list[CertificateShown] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.certificate_shown import CertificateShown # noqa: PLC0415
        items = self.items



        order = self.order

        certificates: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.certificates, Unset):
            certificates = []
            for certificates_item_data in self.certificates:
                certificates_item = certificates_item_data.to_dict()
                certificates.append(certificates_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "items": items,
            "order": order,
        })
        if certificates is not UNSET:
            field_dict["certificates"] = certificates

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.certificate_shown import CertificateShown # noqa: PLC0415
        d = dict(src_dict)
        items = cast(list[str], d.pop("items"))


        order = d.pop("order")

        _certificates = d.pop("certificates", UNSET)
        certificates: list[CertificateShown] | Unset = UNSET
        if _certificates is not UNSET:
            certificates = []
            for certificates_item_data in _certificates:
                certificates_item = CertificateShown.from_dict(certificates_item_data)



                certificates.append(certificates_item)


        obeyed_shown = cls(
            items=items,
            order=order,
            certificates=certificates,
        )


        obeyed_shown.additional_properties = d
        return obeyed_shown

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
