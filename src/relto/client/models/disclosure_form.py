from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="DisclosureForm")



@_attrs_define
class DisclosureForm:
    """ 
        Attributes:
            assurances (list[str] | Unset):
            caveats (list[str] | Unset):
            evaluated (bool | None | Unset):
            legal_basis (str | Unset):  Default: ''.
            necessity (str | Unset):  Default: ''.
            personal_data (bool | None | Unset):
            proportionality (str | Unset):  Default: ''.
            purpose (str | Unset):  Default: ''.
            reliability (str | Unset):  Default: ''.
     """

    assurances: list[str] | Unset = UNSET
    caveats: list[str] | Unset = UNSET
    evaluated: bool | None | Unset = UNSET
    legal_basis: str | Unset = ''
    necessity: str | Unset = ''
    personal_data: bool | None | Unset = UNSET
    proportionality: str | Unset = ''
    purpose: str | Unset = ''
    reliability: str | Unset = ''
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        assurances: list[str] | Unset = UNSET
        if not isinstance(self.assurances, Unset):
            assurances = self.assurances



        caveats: list[str] | Unset = UNSET
        if not isinstance(self.caveats, Unset):
            caveats = self.caveats



        evaluated: bool | None | Unset
        if isinstance(self.evaluated, Unset):
            evaluated = UNSET
        else:
            evaluated = self.evaluated

        legal_basis = self.legal_basis

        necessity = self.necessity

        personal_data: bool | None | Unset
        if isinstance(self.personal_data, Unset):
            personal_data = UNSET
        else:
            personal_data = self.personal_data

        proportionality = self.proportionality

        purpose = self.purpose

        reliability = self.reliability


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if assurances is not UNSET:
            field_dict["assurances"] = assurances
        if caveats is not UNSET:
            field_dict["caveats"] = caveats
        if evaluated is not UNSET:
            field_dict["evaluated"] = evaluated
        if legal_basis is not UNSET:
            field_dict["legal_basis"] = legal_basis
        if necessity is not UNSET:
            field_dict["necessity"] = necessity
        if personal_data is not UNSET:
            field_dict["personal_data"] = personal_data
        if proportionality is not UNSET:
            field_dict["proportionality"] = proportionality
        if purpose is not UNSET:
            field_dict["purpose"] = purpose
        if reliability is not UNSET:
            field_dict["reliability"] = reliability

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        assurances = cast(list[str], d.pop("assurances", UNSET))


        caveats = cast(list[str], d.pop("caveats", UNSET))


        def _parse_evaluated(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        evaluated = _parse_evaluated(d.pop("evaluated", UNSET))


        legal_basis = d.pop("legal_basis", UNSET)

        necessity = d.pop("necessity", UNSET)

        def _parse_personal_data(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        personal_data = _parse_personal_data(d.pop("personal_data", UNSET))


        proportionality = d.pop("proportionality", UNSET)

        purpose = d.pop("purpose", UNSET)

        reliability = d.pop("reliability", UNSET)

        disclosure_form = cls(
            assurances=assurances,
            caveats=caveats,
            evaluated=evaluated,
            legal_basis=legal_basis,
            necessity=necessity,
            personal_data=personal_data,
            proportionality=proportionality,
            purpose=purpose,
            reliability=reliability,
        )


        disclosure_form.additional_properties = d
        return disclosure_form

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
