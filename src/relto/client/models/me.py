from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="Me")



@_attrs_define
class Me:
    """ 
        Attributes:
            clearance (None | str):
            factors (int):
            id (str):
            login (str):
            read_ins (list[str]):
            roles (list[str]):
            title (str):
     """

    clearance: None | str
    factors: int
    id: str
    login: str
    read_ins: list[str]
    roles: list[str]
    title: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        clearance: None | str
        clearance = self.clearance

        factors = self.factors

        id = self.id

        login = self.login

        read_ins = self.read_ins



        roles = self.roles



        title = self.title


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "clearance": clearance,
            "factors": factors,
            "id": id,
            "login": login,
            "read_ins": read_ins,
            "roles": roles,
            "title": title,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_clearance(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        clearance = _parse_clearance(d.pop("clearance"))


        factors = d.pop("factors")

        id = d.pop("id")

        login = d.pop("login")

        read_ins = cast(list[str], d.pop("read_ins"))


        roles = cast(list[str], d.pop("roles"))


        title = d.pop("title")

        me = cls(
            clearance=clearance,
            factors=factors,
            id=id,
            login=login,
            read_ins=read_ins,
            roles=roles,
            title=title,
        )


        me.additional_properties = d
        return me

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
