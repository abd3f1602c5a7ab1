class ApiError(Exception):
    """An answer that is not a success, in the shape of the contract: {"error":{"code","message"}}."""

    def __init__(self, status: int, code: str, message: str):
        super().__init__(message)
        self.status = status
        self.body = {"error": {"code": code, "message": message}}


def invalid_request(message: str) -> ApiError:
    return ApiError(400, "invalid_request", message)


def not_found(what: str) -> ApiError:
    return ApiError(404, "not_found", f"{what} does not exist")


def unknown_order(order_id: str) -> ApiError:
    return ApiError(404, "unknown_order", f"there is no order {order_id}")
