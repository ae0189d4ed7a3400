from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.approval_form import ApprovalForm
from ...models.approval_shown import ApprovalShown
from ...models.problem import Problem
from typing import cast



def _get_kwargs(
    draft: str,
    *,
    body: ApprovalForm,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}


    

    

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/drafts/{draft}/approvals".format(draft=quote(str(draft), safe=""),),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ApprovalShown | Problem | None:
    if response.status_code == 201:
        response_201 = ApprovalShown.from_dict(response.json())



        return response_201

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())



        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())



        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())



        return response_404

    if response.status_code == 408:
        response_408 = Problem.from_dict(response.json())



        return response_408

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())



        return response_409

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())



        return response_413

    if response.status_code == 414:
        response_414 = Problem.from_dict(response.json())



        return response_414

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())



        return response_422

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())



        return response_429

    if response.status_code == 431:
        response_431 = Problem.from_dict(response.json())



        return response_431

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())



        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ApprovalShown | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    draft: str,
    *,
    client: AuthenticatedClient,
    body: ApprovalForm,

) -> Response[ApprovalShown | Problem]:
    """ Approve

     Say one's word on exactly what was looked at.

    Args:
        draft (str):
        body (ApprovalForm):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ApprovalShown | Problem]
     """


    kwargs = _get_kwargs(
        draft=draft,
body=body,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    draft: str,
    *,
    client: AuthenticatedClient,
    body: ApprovalForm,

) -> ApprovalShown | Problem | None:
    """ Approve

     Say one's word on exactly what was looked at.

    Args:
        draft (str):
        body (ApprovalForm):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ApprovalShown | Problem
     """


    return sync_detailed(
        draft=draft,
client=client,
body=body,

    ).parsed

async def asyncio_detailed(
    draft: str,
    *,
    client: AuthenticatedClient,
    body: ApprovalForm,

) -> Response[ApprovalShown | Problem]:
    """ Approve

     Say one's word on exactly what was looked at.

    Args:
        draft (str):
        body (ApprovalForm):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ApprovalShown | Problem]
     """


    kwargs = _get_kwargs(
        draft=draft,
body=body,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    draft: str,
    *,
    client: AuthenticatedClient,
    body: ApprovalForm,

) -> ApprovalShown | Problem | None:
    """ Approve

     Say one's word on exactly what was looked at.

    Args:
        draft (str):
        body (ApprovalForm):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ApprovalShown | Problem
     """


    return (await asyncio_detailed(
        draft=draft,
client=client,
body=body,

    )).parsed
