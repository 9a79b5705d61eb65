"""How a secret that a machine made is kept, beside the passwords that people choose."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class StartSecretHasher(PBKDF2PasswordHasher):
    """For secrets of 100 random bits alone: nobody finds one by trying, so two hundred slips need not wait for slow hashes."""

    algorithm = "pbkdf2_start_secret"
    iterations = 1000
