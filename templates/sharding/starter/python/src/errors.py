class ApiError(Exception):
    """An answer that is not a success, in the shape of the contract: {"error":{"code","message","shard"?}}."""

    def __init__(self, status: int, code: str, message: str, shard: str | None = None):
        super().__init__(message)
        self.status = status
        self.body = {"error": {"code": code, "message": message} | ({"shard": shard} if shard else {})}


def bad_request(message: str) -> ApiError:
    return ApiError(400, "bad_request", message)


def not_found(what: str) -> ApiError:
    return ApiError(404, "not_found", f"{what} does not exist")


def unknown_region(region: str) -> ApiError:
    return ApiError(422, "unknown_region", f"no shard serves region {region}")


def region_conflict(user_id: str) -> ApiError:
    how = f"move them with POST /users/{user_id}/region"
    return ApiError(409, "region_conflict", f"viewer {user_id} is stored in another region; {how}")


def migration_running() -> ApiError:
    return ApiError(409, "migration_running", "a shard is already being added")


def shard_exists(shard: str) -> ApiError:
    return ApiError(409, "shard_exists", f"shard {shard} is already in use")


def shard_unavailable(shard: str) -> ApiError:
    return ApiError(503, "shard_unavailable", f"shard {shard} does not answer", shard)


def shard_moving() -> ApiError:
    return ApiError(503, "shard_moving", "this viewer is being moved; try again in a moment")


def not_implemented(what: str) -> ApiError:
    return ApiError(501, "not_implemented", f"{what} is not written yet")
