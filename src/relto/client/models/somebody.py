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
            created (datetime.datetime):
            id (str):
            login (str):
            nationalities (list[str]):
            read_ins (list[str]):
            roles (list[str]):
            title (str):
     """

    active: bool
    clearance: None | str
    created: datetime.datetime
    id: str
    login: str
    nationalities: list[str]
    read_ins: list[str]
    roles: list[str]
    title: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        active = self.active

        clearance: None | str
        clearance = self.clearance

        created = self.created.isoformat()

        id = self.id

        login = self.login

        nationalities = self.nationalities



        read_ins = self.read_ins



        roles = self.roles



        title = self.title


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "active": active,
            "clearance": clearance,
            "created": created,
            "id": id,
            "login": login,
            "nationalities": nationalities,
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


        created = datetime.datetime.fromisoformat(d.pop("created"))




        id = d.pop("id")

        login = d.pop("login")

        nationalities = cast(list[str], d.pop("nationalities"))


        read_ins = cast(list[str], d.pop("read_ins"))


        roles = cast(list[str], d.pop("roles"))


        title = d.pop("title")

        somebody = cls(
            active=active,
            clearance=clearance,
            created=created,
            id=id,
            login=login,
            nationalities=nationalities,
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
