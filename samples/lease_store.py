"""Leases in memory: who may work on what, until when.

A lease is the right to work on a resource for a while. Its token grows with every grant, so that a holder who
lost the lease without noticing can be told from the one who has it now.
"""
from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


class LeaseError(Exception):
    """A lease cannot be taken, renewed or released."""


class Held(LeaseError):
    """Somebody else has the resource."""

    def __init__(self, resource: str, holder: str, remaining: float) -> None:
        super().__init__(f"{resource} is held by {holder} for another {remaining:.1f} s")
        self.resource = resource
        self.holder = holder
        self.remaining = remaining


class Stale(LeaseError):
    """The token was overtaken by a younger one."""


@dataclass(frozen=True, slots=True)
class Lease:
    resource: str
    holder: str
    token: int
    expires_at: float

    def is_valid(self, now: float) -> bool:
        return now < self.expires_at


@dataclass(order=True)
class _Expiry:
    at: float
    token: int
    resource: str = field(compare=False)


class LeaseStore:
    """All operations are synchronous and atomic within one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._leases: dict[str, Lease] = {}
        self._expiries: list[_Expiry] = []
        self._tokens = itertools.count(1)
        self._waiters: dict[str, list[asyncio.Future[None]]] = defaultdict(list)

    def __len__(self) -> int:
        self._expire()
        return len(self._leases)

    def __contains__(self, resource: object) -> bool:
        self._expire()
        return resource in self._leases

    def acquire(self, resource: str, holder: str, ttl: float) -> Lease:
        if ttl <= 0:
            raise ValueError(f"ttl must be positive, not {ttl}")
        self._expire()
        current = self._leases.get(resource)
        if current is not None and current.holder != holder:
            raise Held(resource, current.holder, current.expires_at - self._clock())
        return self._grant(resource, holder, ttl)

    def renew(self, lease: Lease, ttl: float) -> Lease:
        current = self._checked(lease)
        renewed = Lease(current.resource, current.holder, current.token, self._clock() + ttl)
        self._remember(renewed)
        return renewed

    def release(self, lease: Lease) -> None:
        self._checked(lease)
        del self._leases[lease.resource]
        self._wake(lease.resource)

    def held_by(self, holder: str) -> list[Lease]:
        self._expire()
        return sorted((x for x in self._leases.values() if x.holder == holder), key=lambda x: x.expires_at)

    async def wait_for(self, resource: str, holder: str, ttl: float, patience: float) -> Lease:
        """Takes the lease as soon as it is free, or raises Held after `patience` seconds."""
        deadline = self._clock() + patience
        while True:
            try:
                return self.acquire(resource, holder, ttl)
            except Held as held:
                left = deadline - self._clock()
                if left <= 0:
                    raise
                await self._sleep_until_free(resource, min(left, held.remaining))

    @asynccontextmanager
    async def hold(self, resource: str, holder: str, ttl: float) -> AsyncIterator[Lease]:
        lease = await self.wait_for(resource, holder, ttl, patience=ttl)
        renewal = asyncio.create_task(self._keep(lease, ttl))
        try:
            yield lease
        finally:
            renewal.cancel()
            try:
                self.release(lease)
            except Stale:
                pass  # it ran out; the resource is no longer ours to give back

    async def _keep(self, lease: Lease, ttl: float) -> None:
        while True:
            await asyncio.sleep(ttl / 3)
            lease = self.renew(lease, ttl)

    async def _sleep_until_free(self, resource: str, seconds: float) -> None:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters[resource].append(waiter)
        try:
            async with asyncio.timeout(max(seconds, 0.001)):
                await waiter
        except TimeoutError:
            return
        finally:
            self._waiters[resource].remove(waiter)

    def _grant(self, resource: str, holder: str, ttl: float) -> Lease:
        lease = Lease(resource, holder, next(self._tokens), self._clock() + ttl)
        self._remember(lease)
        return lease

    def _remember(self, lease: Lease) -> None:
        self._leases[lease.resource] = lease
        heapq.heappush(self._expiries, _Expiry(lease.expires_at, lease.token, lease.resource))

    def _checked(self, lease: Lease) -> Lease:
        self._expire()
        current = self._leases.get(lease.resource)
        if current is None or current.token != lease.token:
            raise Stale(f"token {lease.token} of {lease.resource} is no longer valid")
        return current

    def _expire(self) -> None:
        now = self._clock()
        while self._expiries and self._expiries[0].at <= now:
            expiry = heapq.heappop(self._expiries)
            current = self._leases.get(expiry.resource)
            # A renewed lease has a later entry in the heap; this one is history.
            if current is not None and current.token == expiry.token and not current.is_valid(now):
                del self._leases[expiry.resource]
                self._wake(expiry.resource)

    def _wake(self, resource: str) -> None:
        for waiter in self._waiters.get(resource, ()):
            if not waiter.done():
                waiter.set_result(None)


def describe(event: tuple[str, ...]) -> str:
    match event:
        case ("granted", resource, holder):
            return f"{holder} has {resource}"
        case ("expired" | "released", resource, *_):
            return f"{resource} is free"
        case (kind, *rest) if rest:
            return f"{kind}: {', '.join(rest)}"
        case _:
            return "nothing"


def busiest(leases: Iterable[Lease], top: int = 3) -> list[tuple[str, int]]:
    counts: dict[str, int] = defaultdict(int)
    for lease in leases:
        counts[lease.holder] += 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:top]


async def main() -> None:
    store = LeaseStore()

    async def worker(name: str) -> None:
        async with store.hold("printer", name, ttl=0.2) as lease:
            print(describe(("granted", lease.resource, name)), "token", lease.token)
            await asyncio.sleep(0.05)

    await asyncio.gather(*(worker(f"worker-{i}") for i in range(3)))
    print(len(store), "leases left")


if __name__ == "__main__":
    asyncio.run(main())
