from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.problem import Problem
  from ..models.sent_shown import SentShown





T = TypeVar("T", bound="ReleasedShown")



@_attrs_define
class ReleasedShown:
    """ 
        Attributes:
            draft (str):
            problem (None | Problem):
            released (None | SentShown):
     """

    draft: str
    problem: None | Problem
    released: None | SentShown
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.problem import Problem # noqa: PLC0415
        from ..models.sent_shown import SentShown # noqa: PLC0415
        draft = self.draft

        problem: dict[str, Any] | None
        if isinstance(self.problem, Problem):
            problem = self.problem.to_dict()
        else:
            problem = self.problem

        released: dict[str, Any] | None
        if isinstance(self.released, SentShown):
            released = self.released.to_dict()
        else:
            released = self.released


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "draft": draft,
            "problem": problem,
            "released": released,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.problem import Problem # noqa: PLC0415
        from ..models.sent_shown import SentShown # noqa: PLC0415
        d = dict(src_dict)
        draft = d.pop("draft")

        def _parse_problem(data: object) -> None | Problem:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                problem_type_0 = Problem.from_dict(data)



                return problem_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Problem, data)

        problem = _parse_problem(d.pop("problem"))


        def _parse_released(data: object) -> None | SentShown:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                released_type_0 = SentShown.from_dict(data)



                return released_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SentShown, data)

        released = _parse_released(d.pop("released"))


        released_shown = cls(
            draft=draft,
            problem=problem,
            released=released,
        )


        released_shown.additional_properties = d
        return released_shown

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
