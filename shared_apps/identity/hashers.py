"""Password hashing by Argon2id with OWASP's minimum parameters.

https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html:
19 MiB of memory, two iterations, one lane. Django's default of 100 MiB and eight lanes
would let a few sign-ins at once take the machine's memory.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id, m = 19 MiB, t = 2, p = 1."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
