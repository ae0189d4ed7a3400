from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.page_sent_shown import PageSentShown
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    recipient: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    most: int | Unset = 50,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    json_recipient: None | str | Unset
    if isinstance(recipient, Unset):
        json_recipient = UNSET
    else:
        json_recipient = recipient
    params["recipient"] = json_recipient

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params["most"] = most


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/oversight/releases",
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> PageSentShown | Problem | None:
    if response.status_code == 200:
        response_200 = PageSentShown.from_dict(response.json())



        return response_200

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[PageSentShown | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    recipient: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    most: int | Unset = 50,

) -> Response[PageSentShown | Problem]:
    """ Releases

     What was released, the latest first.

    Args:
        recipient (None | str | Unset): only to this party
        cursor (None | str | Unset): where the page begins: `next` of the one before
        most (int | Unset): most things on the page Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageSentShown | Problem]
     """


    kwargs = _get_kwargs(
        recipient=recipient,
cursor=cursor,
most=most,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient,
    recipient: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    most: int | Unset = 50,

) -> PageSentShown | Problem | None:
    """ Releases

     What was released, the latest first.

    Args:
        recipient (None | str | Unset): only to this party
        cursor (None | str | Unset): where the page begins: `next` of the one before
        most (int | Unset): most things on the page Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageSentShown | Problem
     """


    return sync_detailed(
        client=client,
recipient=recipient,
cursor=cursor,
most=most,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    recipient: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    most: int | Unset = 50,

) -> Response[PageSentShown | Problem]:
    """ Releases

     What was released, the latest first.

    Args:
        recipient (None | str | Unset): only to this party
        cursor (None | str | Unset): where the page begins: `next` of the one before
        most (int | Unset): most things on the page Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageSentShown | Problem]
     """


    kwargs = _get_kwargs(
        recipient=recipient,
cursor=cursor,
most=most,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient,
    recipient: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    most: int | Unset = 50,

) -> PageSentShown | Problem | None:
    """ Releases

     What was released, the latest first.

    Args:
        recipient (None | str | Unset): only to this party
        cursor (None | str | Unset): where the page begins: `next` of the one before
        most (int | Unset): most things on the page Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageSentShown | Problem
     """


    return (await asyncio_detailed(
        client=client,
recipient=recipient,
cursor=cursor,
most=most,

    )).parsed
