"""The cross-site guard of pages that carry no token, so that they can be cached for everyone."""

from django.http import HttpRequest


def is_from_here(request: HttpRequest) -> bool:
    """Whether a POST comes from a page of this site, as the browser says.

    `Sec-Fetch-Site` decides where it is sent, `Origin` otherwise. Browsers send one of them with
    every POST; a program that sends neither acts for nobody but itself and may pass.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return origin == f"{request.scheme}://{request.get_host()}"
