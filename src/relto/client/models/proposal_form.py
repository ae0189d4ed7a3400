from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="ProposalForm")



@_attrs_define
class ProposalForm:
    """ 
        Attributes:
            agreement (str):
            text (str):
            first (int | Unset):  Default: 30.
            growth (int | Unset):  Default: 200.
            longest (int | Unset):  Default: 3600.
            says (None | str | Unset):
            tries (int | Unset):  Default: 100.
     """

    agreement: str
    text: str
    first: int | Unset = 30
    growth: int | Unset = 200
    longest: int | Unset = 3600
    says: None | str | Unset = UNSET
    tries: int | Unset = 100
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        agreement = self.agreement

        text = self.text

        first = self.first

        growth = self.growth

        longest = self.longest

        says: None | str | Unset
        if isinstance(self.says, Unset):
            says = UNSET
        else:
            says = self.says

        tries = self.tries


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "agreement": agreement,
            "text": text,
        })
        if first is not UNSET:
            field_dict["first"] = first
        if growth is not UNSET:
            field_dict["growth"] = growth
        if longest is not UNSET:
            field_dict["longest"] = longest
        if says is not UNSET:
            field_dict["says"] = says
        if tries is not UNSET:
            field_dict["tries"] = tries

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agreement = d.pop("agreement")

        text = d.pop("text")

        first = d.pop("first", UNSET)

        growth = d.pop("growth", UNSET)

        longest = d.pop("longest", UNSET)

        def _parse_says(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        says = _parse_says(d.pop("says", UNSET))


        tries = d.pop("tries", UNSET)

        proposal_form = cls(
            agreement=agreement,
            text=text,
            first=first,
            growth=growth,
            longest=longest,
            says=says,
            tries=tries,
        )


        proposal_form.additional_properties = d
        return proposal_form

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
