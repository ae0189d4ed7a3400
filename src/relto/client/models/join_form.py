from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.join_form_answer import JoinFormAnswer





T = TypeVar("T", bound="JoinForm")



@_attrs_define
class JoinForm:
    """ 
        Attributes:
            answer (JoinFormAnswer):
            title (str):
     """

    answer: JoinFormAnswer
    title: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.join_form_answer import JoinFormAnswer # noqa: PLC0415
        answer = self.answer.to_dict()

        title = self.title


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "answer": answer,
            "title": title,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.join_form_answer import JoinFormAnswer # noqa: PLC0415
        d = dict(src_dict)
        answer = JoinFormAnswer.from_dict(d.pop("answer"))




        title = d.pop("title")

        join_form = cls(
            answer=answer,
            title=title,
        )


        join_form.additional_properties = d
        return join_form

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
