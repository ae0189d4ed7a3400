from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.token_question_type_0 import TokenQuestionType0





T = TypeVar("T", bound="Token")



@_attrs_define
class Token:
    """ 
        Attributes:
            factors (int):
            token (str):
            until (datetime.datetime):
            question (None | TokenQuestionType0 | Unset):
     """

    factors: int
    token: str
    until: datetime.datetime
    question: None | TokenQuestionType0 | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.token_question_type_0 import TokenQuestionType0 # noqa: PLC0415
        factors = self.factors

        token = self.token

        until = self.until.isoformat()

        question: dict[str, Any] | None | Unset
        if isinstance(self.question, Unset):
            question = UNSET
        elif isinstance(self.question, TokenQuestionType0):
            question = self.question.to_dict()
        else:
            question = self.question


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "factors": factors,
            "token": token,
            "until": until,
        })
        if question is not UNSET:
            field_dict["question"] = question

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.token_question_type_0 import TokenQuestionType0 # noqa: PLC0415
        d = dict(src_dict)
        factors = d.pop("factors")

        token = d.pop("token")

        until = datetime.datetime.fromisoformat(d.pop("until"))




        def _parse_question(data: object) -> None | TokenQuestionType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                question_type_0 = TokenQuestionType0.from_dict(data)



                return question_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TokenQuestionType0 | Unset, data)

        question = _parse_question(d.pop("question", UNSET))


        token = cls(
            factors=factors,
            token=token,
            until=until,
            question=question,
        )


        token.additional_properties = d
        return token

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
