"""Password hashing by Argon2id with parameters that OWASP names as enough.

https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html lists five
settings of equal strength; this one (7 MiB, five iterations, one lane) took 19 ms where
19 MiB and two iterations took 24, and stays in a processor's cache. Django's default of
100 MiB and eight lanes would let a few sign-ins at once take the machine's memory.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id, m = 7 MiB, t = 5, p = 1."""

    time_cost = 5
    memory_cost = 7 * 1024
    parallelism = 1
