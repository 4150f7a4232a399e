"""A situation: one zone's contents in master-file words, and what each referee says of them."""

from __future__ import annotations

from typing import NamedTuple

DOMAIN = "example.com"
FAILING = ("slow.failing.org",)
"""Names for which DNS gives no answer."""

ELSEWHERE = {
    "example.net": """
        mx1.example.net. A 45.33.9.1
        mx1.example.net. AAAA 2600:3c00::91
        mx2.example.net. A 45.34.9.2
        alias.example.net. CNAME mx1.example.net.
        www.example.net. A 45.35.9.3
    """,
    "google.com": """
        smtp.google.com. A 142.250.1.26
        aspmx.l.google.com. A 142.250.2.26
        alt1.aspmx.l.google.com. A 142.251.3.26
        alt2.aspmx.l.google.com. A 142.252.4.26
        alt3.aspmx.l.google.com. A 142.253.5.26
        alt4.aspmx.l.google.com. A 172.217.6.26
    """,
    "outlook.com": "example-com.mail.protection.outlook.com. A 52.101.1.1",
}
"""The zones that every situation finds in DNS beside its own."""


class Situation(NamedTuple):
    """``mx`` are the records of example.com as values, with commas between; ``zone`` the zone's other records.

    An owner is relative to example.com, ``@`` is the apex; records have ``|`` between them.

    What each referee says: ``iacmx`` are the findings of at least a warning, ``"MX202 MX205:warning"``;
    ``checkzone`` and ``octodns`` what they complain about; ``exim`` and ``postfix`` the hosts in the order in which
    they are tried, or what happens to mail instead. ``""`` is no complaint, ``"-"`` that it can't be asked: such a
    record has no form in DNS. ``why`` says why iacmx sides as it does where others see it differently.
    """

    name: str
    mx: str
    zone: str = ""
    iacmx: str = ""
    checkzone: str = ""
    octodns: str = ""
    exim: str = ""
    postfix: str = ""
    why: str = ""

    @property
    def values(self) -> list[str]:
        return [value.strip() for value in self.mx.split(",")]

    @property
    def differing(self) -> list[str]:
        """The referees that side otherwise: complain where iacmx does not, deliver to all hosts where it does ..."""
        wrong = bool(self.iacmx)
        hosts = {value.split()[-1].rstrip(".").lower() for value in self.values} - {""}
        found = [name for name in ("checkzone", "octodns") if bool(getattr(self, name)) != wrong]
        for name in ("exim", "postfix"):
            said = getattr(self, name)
            delivers = set(said.replace(" > ", ",").split(",")) == hosts
            if said != "-" and delivers == wrong:
                found.append(name)
        return found

    @property
    def others(self) -> list[tuple[str, str, str]]:
        """The other records: absolute owner without final dot, type, data."""
        found = []
        for line in filter(None, self.zone.split("|")):
            owner, rdtype, data = line.split(maxsplit=2)
            found.append((DOMAIN if owner == "@" else f"{owner}.{DOMAIN}", rdtype, data))
        return found


def soa(zone: str) -> str:
    """The records that every zone has."""
    return (
        f"{zone}. SOA ns1.{zone}. hostmaster.{zone}. 1 3600 600 1209600 300\n"
        f"{zone}. NS ns1.{zone}.\nns1.{zone}. A 45.79.1.1\n"
    )


def lines(text: str) -> str:
    return "".join(f"{line.strip()}\n" for line in text.splitlines() if line.strip())


def elsewhere() -> dict[str, str]:
    """The master files of the other zones."""
    return {zone: soa(zone) + lines(text) for zone, text in ELSEWHERE.items()}


def master(situation: Situation) -> str:
    """The zone's master file, every owner absolute."""
    records = [f"{DOMAIN}. MX {value}" for value in situation.values]
    records += [f"{owner}. {rdtype} {data}" for owner, rdtype, data in situation.others]
    return soa(DOMAIN) + "".join(f"{record}\n" for record in records)
