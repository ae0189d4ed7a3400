from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="ClearanceForm")



@_attrs_define
class ClearanceForm:
    """ 
        Attributes:
            clearance (None | str):
            nationalities (list[str]):
            contractor (bool | Unset):  Default: False.
            facility_clearance (None | str | Unset):
            need_to_know (bool | Unset):  Default: False.
            read_ins (list[str] | Unset):
     """

    clearance: None | str
    nationalities: list[str]
    contractor: bool | Unset = False
    facility_clearance: None | str | Unset = UNSET
    need_to_know: bool | Unset = False
    read_ins: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        clearance: None | str
        clearance = self.clearance

        nationalities = self.nationalities



        contractor = self.contractor

        facility_clearance: None | str | Unset
        if isinstance(self.facility_clearance, Unset):
            facility_clearance = UNSET
        else:
            facility_clearance = self.facility_clearance

        need_to_know = self.need_to_know

        read_ins: list[str] | Unset = UNSET
        if not isinstance(self.read_ins, Unset):
            read_ins = self.read_ins




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "clearance": clearance,
            "nationalities": nationalities,
        })
        if contractor is not UNSET:
            field_dict["contractor"] = contractor
        if facility_clearance is not UNSET:
            field_dict["facility_clearance"] = facility_clearance
        if need_to_know is not UNSET:
            field_dict["need_to_know"] = need_to_know
        if read_ins is not UNSET:
            field_dict["read_ins"] = read_ins

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_clearance(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        clearance = _parse_clearance(d.pop("clearance"))


        nationalities = cast(list[str], d.pop("nationalities"))


        contractor = d.pop("contractor", UNSET)

        def _parse_facility_clearance(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        facility_clearance = _parse_facility_clearance(d.pop("facility_clearance", UNSET))


        need_to_know = d.pop("need_to_know", UNSET)

        read_ins = cast(list[str], d.pop("read_ins", UNSET))


        clearance_form = cls(
            clearance=clearance,
            nationalities=nationalities,
            contractor=contractor,
            facility_clearance=facility_clearance,
            need_to_know=need_to_know,
            read_ins=read_ins,
        )


        clearance_form.additional_properties = d
        return clearance_form

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
