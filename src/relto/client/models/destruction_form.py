from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.destruction_form_why import DestructionFormWhy
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="DestructionForm")



@_attrs_define
class DestructionForm:
    """ 
        Attributes:
            how (str):
            why (DestructionFormWhy | Unset):  Default: DestructionFormWhy.RETENTION.
            witness (None | str | Unset):
     """

    how: str
    why: DestructionFormWhy | Unset = DestructionFormWhy.RETENTION
    witness: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        how = self.how

        why: str | Unset = UNSET
        if not isinstance(self.why, Unset):
            why = self.why.value


        witness: None | str | Unset
        if isinstance(self.witness, Unset):
            witness = UNSET
        else:
            witness = self.witness


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "how": how,
        })
        if why is not UNSET:
            field_dict["why"] = why
        if witness is not UNSET:
            field_dict["witness"] = witness

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        how = d.pop("how")

        _why = d.pop("why", UNSET)
        why: DestructionFormWhy | Unset
        if isinstance(_why,  Unset):
            why = UNSET
        else:
            why = DestructionFormWhy(_why)




        def _parse_witness(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        witness = _parse_witness(d.pop("witness", UNSET))


        destruction_form = cls(
            how=how,
            why=why,
            witness=witness,
        )


        destruction_form.additional_properties = d
        return destruction_form

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
