"""How often one address may sign organisations up."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from shared_apps.identity.client_address import client_address
from shared_apps.identity.limits import SIGN_IN_ACCOUNT, SIGN_IN_ADDRESS, Attempt, Limit, attempt

SIGN_UP_ADDRESS = Limit("sign_up.address", settings.ATRIUM_SIGN_UPS_PER_HOUR, timedelta(hours=1))


def count_sign_up(request: HttpRequest, *, email: str, at: datetime) -> Attempt:
    """Count a sign-up; raise TooMany.

    It is an attempt at the account's password too, for whoever has an account; that part is
    returned, to be forgiven after a success.
    """
    address = client_address(request)
    attempt(at, (SIGN_UP_ADDRESS, address))
    return attempt(at, (SIGN_IN_ADDRESS, address), (SIGN_IN_ACCOUNT, email))
