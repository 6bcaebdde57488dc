"""How a remote engine is reached: whom to say we are, and how long to wait."""

from dataclasses import dataclass, field

BASIC, DIGEST = "basic", "digest"
SCHEMES = (BASIC, DIGEST)


@dataclass(frozen=True, slots=True)
class Access:
    """What is needed to be let in, and for how long to try. Secrets appear in no text that is made of it.

    Args:
        user: a name for HTTP Basic or Digest (RFC 7617, RFC 7616).
        password: what goes with it.
        token: a bearer token (RFC 6750), which wins over a user.
        scheme: how user and password are sent: `basic` or `digest`.
        timeout: seconds that one question may take, all attempts together.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    scheme: str = BASIC
    timeout: float = 30.0


ANYBODY = Access()
"""No name and no secret."""
