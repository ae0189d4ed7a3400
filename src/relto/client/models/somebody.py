from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="Somebody")



@_attrs_define
class Somebody:
    """ 
        Attributes:
            active (bool):
            clearance (None | str):
            contractor (bool):
            created (datetime.datetime):
            facility_clearance (None | str):
            id (str):
            login (str):
            nationalities (list[str]):
            need_to_know (bool):
            read_ins (list[str]):
            roles (list[str]):
            title (str):
     """

    active: bool
    clearance: None | str
    contractor: bool
    created: datetime.datetime
    facility_clearance: None | str
    id: str
    login: str
    nationalities: list[str]
    need_to_know: bool
    read_ins: list[str]
    roles: list[str]
    title: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        active = self.active

        clearance: None | str
        clearance = self.clearance

        contractor = self.contractor

        created = self.created.isoformat()

        facility_clearance: None | str
        facility_clearance = self.facility_clearance

        id = self.id

        login = self.login

        nationalities = self.nationalities



        need_to_know = self.need_to_know

        read_ins = self.read_ins



        roles = self.roles



        title = self.title


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "active": active,
            "clearance": clearance,
            "contractor": contractor,
            "created": created,
            "facility_clearance": facility_clearance,
            "id": id,
            "login": login,
            "nationalities": nationalities,
            "need_to_know": need_to_know,
            "read_ins": read_ins,
            "roles": roles,
            "title": title,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        active = d.pop("active")

        def _parse_clearance(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        clearance = _parse_clearance(d.pop("clearance"))


        contractor = d.pop("contractor")

        created = datetime.datetime.fromisoformat(d.pop("created"))




        def _parse_facility_clearance(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        facility_clearance = _parse_facility_clearance(d.pop("facility_clearance"))


        id = d.pop("id")

        login = d.pop("login")

        nationalities = cast(list[str], d.pop("nationalities"))


        need_to_know = d.pop("need_to_know")

        read_ins = cast(list[str], d.pop("read_ins"))


        roles = cast(list[str], d.pop("roles"))


        title = d.pop("title")

        somebody = cls(
            active=active,
            clearance=clearance,
            contractor=contractor,
            created=created,
            facility_clearance=facility_clearance,
            id=id,
            login=login,
            nationalities=nationalities,
            need_to_know=need_to_know,
            read_ins=read_ins,
            roles=roles,
            title=title,
        )


        somebody.additional_properties = d
        return somebody

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
