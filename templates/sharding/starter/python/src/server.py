import logging
from dataclasses import asdict, is_dataclass

from aiohttp import web

from errors import ApiError, bad_request, not_found

BODY_LIMIT = 2_000_000


def reply(body: object, status: int = 200) -> web.Response:
    headers = {"Retry-After": "1"} if status == 503 else None
    return web.json_response(asdict(body) if is_dataclass(body) else body, status=status, headers=headers)


@web.middleware
async def errors_as_json(request: web.Request, handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ApiError as error:
        known = error
    except web.HTTPRequestEntityTooLarge:
        known = bad_request("the body is too large")
    except web.HTTPException:  # no such path, or not with this method
        known = not_found(f"{request.method} {request.path}")
    except Exception:
        logging.exception("%s %s", request.method, request.path)
        known = ApiError(500, "internal", "something unexpected went wrong; see the log")
    return reply(known.body, known.status)


async def read_json(request: web.Request) -> object:
    try:
        return await request.json()
    except ValueError:
        raise bad_request("the body is not JSON") from None
