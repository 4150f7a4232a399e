"""Routes whose hosts were spoken to: see :mod:`iacmx.probing`."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import chain

from msgspec.structs import replace

from iacmx.errors import ProviderError, UsageError
from iacmx.model import Answer, Kind
from iacmx.mta_sts import Policy, parse_policy, record_id
from iacmx.names import is_host_name, tlsa_owner
from iacmx.probing import Certificate, Manner, Probe, State
from iacmx.provider import Deadline
from iacmx.routing import MailRoute, Outcome, Sender
from iacmx.routing.ask import Rules, Wanted, routes
from iacmx.world import Dns, World
from iacmx.world.questions import MTA_STS

try:
    from iacmx.probing.certificates import examine, trusted
    from iacmx.probing.dane import usable
    from iacmx.probing.run import Host, probe
    from iacmx.probing.session import Session
    from iacmx.probing.verdict import Near, Promises, judge, version
except ModuleNotFoundError as error:
    raise UsageError(f"To probe takes {error.name}, which is not installed.", "pip install 'iacmx[probe]'") from error

MAX_ROUNDS = 20
_TRIED = (Outcome.TRIED, Outcome.SOMETIMES)


Watch = Callable[[int], AbstractContextManager[Callable[[], None]]]
"""Gets how many hosts are about to be probed; what it gives is called after each of them."""


@contextmanager
def _nobody(hosts: int) -> Generator[Callable[[], None], None, None]:
    yield lambda: None


class Probing:
    """The probes of one run: each host is spoken to once, however many domains name it."""

    def __init__(self, dns: Dns, deadline: Deadline, manner: Manner, watch: Watch = _nobody) -> None:
        """``dns`` tells the MTA-STS policies and TLSA records. Raises UsageError for a name that EHLO can't give."""
        if manner.helo and not is_host_name(manner.helo) and not _is_literal(manner.helo):
            raise UsageError(
                f"--helo {manner.helo} is no host name.", "Give this machine's name, such as mx.example.com."
            )
        self._dns, self._deadline, self._manner, self._watch = dns, deadline, manner, watch
        self._sessions: dict[Host, Session] = {}
        self._certificates: dict[Host, Certificate | None] = {}
        self._near = Near(set())

    def ask(self, found: Iterable[MailRoute]) -> frozenset[str]:
        """Probe the hosts that were not yet; the addresses of those that take no connection while others do."""
        wanted = dict.fromkeys(host for route in found for host, is_tried in _hosts(route).items() if is_tried)
        fresh = [host for host in wanted if host not in self._sessions]
        store = trusted()
        with self._watch(len(fresh)) as done:
            sessions = probe(fresh, self._manner, self._deadline, done)
        for host, session in zip(fresh, sessions, strict=True):
            self._sessions[host] = session
            self._certificates[host] = examine(session.chain, session.host, store) if session.chain else None
            self._near.learn(session)
        dead = filter(self._is_dead, (self._sessions[host] for host in wanted))
        return frozenset(address for session in dead for address, _ in session.failed)

    @property
    def has_reached(self) -> bool:
        """Whether any host took a connection. Until one does, nobody knows if port 25 is blocked from here."""
        return bool(self._near.reached)

    def beside(self, found: Sequence[MailRoute]) -> list[MailRoute]:
        """The routes with what their hosts answered."""
        world = self._asked(found)
        return [self._beside(route, world) for route in found]

    def _is_dead(self, session: Session) -> bool:
        versions = {version(address) for address, _ in session.failed}
        return session.state is State.NO_CONNECTION and bool(versions & self._near.reached)

    def _beside(self, route: MailRoute, world: World) -> MailRoute:
        policy, untold = _policy(route.domain, world)
        probes: list[Probe] = []
        for host in _hosts(route):
            session = self._sessions.get(host)
            if session is not None:
                promises = _promises(route.domain, session.host, policy, untold, world)
                probes.append(judge(session, self._certificates[host], promises, self._near))
        notes = route.notes
        if probes and untold:
            notes += (f"the MTA-STS policy is not known: {untold}",)
        if probes and not self._near.reached and any(probe.state is State.NO_CONNECTION for probe in probes):
            notes += ("port 25 seems to be blocked from here: no host could be reached",)
        return replace(route, probes=tuple(probes), notes=notes)

    def _asked(self, found: Sequence[MailRoute]) -> World:
        """DNS, asked for all that the verdicts need. Raises ProviderError where the questions do not end."""
        for _ in range(MAX_ROUNDS):
            world = World([self._dns])
            for route in found:
                _policy(route.domain, world)
                for name, _ in _hosts(route):
                    _promises(route.domain, name, None, "", world)
            if not self._dns.settle():
                return world
        raise ProviderError("Every answer of DNS led to a further question.", "Ask another resolver with --resolver.")


def probed(wanted: Sequence[Wanted], sender: Sender, dns: Dns, rules: Rules, probing: Probing) -> list[list[MailRoute]]:
    """As :func:`iacmx.routing.ask.routes`, with what the hosts answer; where some take no connection and others do, the
    routes that mail takes meanwhile."""
    dead = probing.ask(chain.from_iterable(routes(wanted, sender, dns, ())))
    found = routes(wanted, replace(sender, down=sender.down | dead), dns, rules)
    return [probing.beside(sides) for sides in found]


def _is_literal(text: str) -> bool:
    from iacmx.routing.facts import is_address

    return text.startswith("[") and text.endswith("]") and is_address(text[1:-1].removeprefix("IPv6:"))


def _hosts(route: MailRoute) -> dict[Host, bool]:
    """The hosts that have an address, with their addresses in order, and whether a sender would try them."""
    addresses: dict[str, dict[str, None]] = {}
    tried: set[str] = set()
    for attempt in route.attempts:
        if attempt.address:
            addresses.setdefault(attempt.host, {})[attempt.address] = None
        if attempt.outcome in _TRIED:
            tried.add(attempt.host)
    return {(host, tuple(known)): host in tried for host, known in addresses.items()}


def _policy(domain: str, world: World) -> tuple[Policy | None, str]:
    """The MTA-STS policy that senders have, or why it is not known."""
    if domain.startswith("["):
        return None, ""
    record = world.lookup(f"_mta-sts.{domain}", "TXT")
    if not record.exists or not record_id(tuple(value for value in record.values if isinstance(value, str))):
        is_told = record.settled or record.kind is Kind.PENDING
        return None, "" if is_told else f"_mta-sts.{domain} could not be looked up: {record.reason}"
    answer = world.lookup(domain, MTA_STS)
    if answer.kind is Kind.FOUND:
        return parse_policy(str(answer.values[0])), ""
    # Senders take a policy that is not there for none (RFC 8461 section 3.3), unless they hold an older one.
    return None, "" if answer.absent or answer.kind is Kind.PENDING else answer.reason


def _promises(domain: str, host: str, policy: Policy | None, untold: str, world: World) -> Promises:
    known = world.addresses(host)
    found = [answer for answer in known if answer.exists]
    if not found or not all(answer.secure for answer in known if answer.settled):
        return Promises(policy, untold)
    # RFC 7672 section 2.2.2: at the end of a validated chain of aliases, and then at its beginning.
    end = next((answer.aliases[-1] for answer in found if answer.aliases), host)
    for name in dict.fromkeys((end, host)):
        answer: Answer = world.lookup(tlsa_owner(name), "TLSA")
        if answer.kind in (Kind.UNVERIFIED, Kind.SKIPPED):
            return Promises(policy, untold, tlsa_untold=answer.reason)
        if answer.kind is Kind.FOUND and answer.values and answer.secure:
            records = usable(str(value) for value in answer.values)
            return Promises(policy, untold, True, records, names=(name, host, domain))
    return Promises(policy, untold)
