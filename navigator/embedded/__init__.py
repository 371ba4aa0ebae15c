"""The engines that `make run` and the tests bring along: PostgreSQL and Redis from wheels.

A process that needs an engine holds it. Whoever comes first starts it, whoever comes later shares
it. Whether anybody holds it is known by a file lock, which the system lets go however a process
ends; a small keeper process waits for the last one and then stops the engine. There is no list of
process numbers, so nothing goes stale after a `kill -9`.
"""

from navigator.embedded.engine import Engine, EngineFailed
from navigator.embedded.postgres import EmbeddedPostgres
from navigator.embedded.redis import EmbeddedRedis

__all__ = ["EmbeddedPostgres", "EmbeddedRedis", "Engine", "EngineFailed"]
