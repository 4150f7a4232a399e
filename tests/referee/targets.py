"""What DNS says of the hosts that are named."""

from __future__ import annotations

from tests.referee.zones import Situation

SITUATIONS = [
    Situation(
        "target is an alias in the zone",
        mx="10 mail.example.com.",
        zone="mail CNAME mx1.example.net.",
        iacmx="MX201",
        checkzone="alias",
        octodns="mx-target-not-cname",
        exim="mx1.example.net",
        postfix="mail.example.com",
        why=(
            "RFC 2181 section 10.3 and RFC 5321 section 5.1 forbid it: some senders deliver all the same, "
            "others refuse or compare names that no longer match"
        ),
    ),
    Situation(
        "target is an alias elsewhere",
        mx="10 alias.example.net.",
        iacmx="MX201",
        exim="mx1.example.net",
        postfix="alias.example.net",
        why=(
            "RFC 2181 section 10.3 and RFC 5321 section 5.1 forbid it: some senders deliver all the same, "
            "others refuse or compare names that no longer match; octoDNS and named-checkzone do not look "
            "outside the zone"
        ),
    ),
    Situation(
        "one of two targets is an alias",
        mx="10 mx1.example.com., 20 mail.example.com.",
        zone="mx1 A 45.33.1.1|mail CNAME mx1.example.net.",
        iacmx="MX201",
        checkzone="alias",
        octodns="mx-target-not-cname",
        exim="mx1.example.com > mx1.example.net",
        postfix="mx1.example.com > mail.example.com",
        why=(
            "RFC 2181 section 10.3 and RFC 5321 section 5.1 forbid it: some senders deliver all the same, "
            "others refuse or compare names that no longer match"
        ),
    ),
    Situation(
        "alias that leads nowhere",
        mx="10 mail.example.com.",
        zone="mail CNAME gone.example.net.",
        iacmx="MX201",
        checkzone="alias",
        octodns="mx-target-not-cname",
        exim="bounces",
        postfix="bounces",
    ),
    Situation(
        "alias loop",
        mx="10 mail.example.com.",
        zone="mail CNAME post.example.com.|post CNAME mail.example.com.",
        iacmx="MX201",
        checkzone="alias",
        octodns="mx-target-not-cname no-cname-loop",
        exim="defers",
        postfix="bounces",
    ),
    Situation(
        "target does not exist in the zone",
        mx="10 gone.example.com.",
        iacmx="MX202",
        checkzone="no address",
        exim="bounces",
        postfix="bounces",
        why="octoDNS judges form and does not look whether the host is there",
    ),
    Situation(
        "target does not exist elsewhere",
        mx="10 gone.example.net.",
        iacmx="MX202",
        exim="bounces",
        postfix="bounces",
        why="only who asks DNS sees it",
    ),
    Situation(
        "backup does not exist",
        mx="10 mx1.example.com., 20 gone.example.com.",
        zone="mx1 A 45.33.1.1",
        iacmx="MX202",
        checkzone="no address",
        exim="mx1.example.com",
        postfix="mx1.example.com",
        why=("octoDNS judges form; the MTAs deliver to the first host until it fails, and then there is no other"),
    ),
    Situation(
        "backup elsewhere does not exist",
        mx="10 mx1.example.com., 20 gone.example.net.",
        zone="mx1 A 45.33.1.1",
        iacmx="MX202",
        exim="mx1.example.com",
        postfix="mx1.example.com",
        why=(
            "only who asks DNS sees it; the MTAs deliver to the first host until it fails, and then there is no other"
        ),
    ),
    Situation(
        "target without addresses",
        mx="10 mail.example.com.",
        zone='mail TXT "no address"',
        iacmx="MX203",
        checkzone="no address",
        exim="bounces",
        postfix="bounces",
        why="octoDNS judges form and does not look whether the host has an address",
    ),
    Situation(
        "the owner itself, without addresses",
        mx="10 example.com.",
        iacmx="MX203",
        checkzone="no address",
        exim="bounces",
        postfix="bounces",
        why="octoDNS judges form and does not look whether the host has an address",
    ),
    Situation(
        "target is an empty non-terminal",
        mx="10 mail.example.com.",
        zone="a.mail A 45.33.1.1",
        iacmx="MX203",
        checkzone="no address",
        exim="bounces",
        postfix="bounces",
        why="octoDNS judges form and does not look whether the host has an address",
    ),
    Situation(
        "private address",
        mx="10 mx1.example.com.",
        zone="mx1 A 10.1.2.3",
        iacmx="MX205",
        exim="mx1.example.com",
        postfix="mx1.example.com",
        why=(
            "no sender outside that network gets there; who is right about the form does not see that nobody "
            "can connect"
        ),
    ),
    Situation(
        "loopback address",
        mx="10 mx1.example.com.",
        zone="mx1 A 127.0.0.1",
        iacmx="MX205",
        exim="bounces",
        postfix="mx1.example.com",
        why=(
            "no sender outside that network gets there; who is right about the form does not see that nobody "
            "can connect; Exim leaves loopback out by its usual settings"
        ),
    ),
    Situation(
        "unspecified address",
        mx="10 mx1.example.com.",
        zone="mx1 A 0.0.0.0",
        iacmx="MX205",
        exim="bounces",
        postfix="mx1.example.com",
        why=(
            "no sender outside that network gets there; who is right about the form does not see that nobody "
            "can connect; Exim leaves it out by its usual settings"
        ),
    ),
    Situation(
        "documentation address",
        mx="10 mx1.example.com.",
        zone="mx1 A 192.0.2.1",
        iacmx="MX205",
        exim="mx1.example.com",
        postfix="mx1.example.com",
        why=(
            "no sender outside that network gets there; who is right about the form does not see that nobody "
            "can connect"
        ),
    ),
    Situation(
        "shared address space",
        mx="10 mx1.example.com.",
        zone="mx1 A 100.64.1.1",
        iacmx="MX205",
        exim="mx1.example.com",
        postfix="mx1.example.com",
        why=(
            "no sender outside that network gets there; who is right about the form does not see that nobody "
            "can connect"
        ),
    ),
    Situation(
        "private address beside a global one",
        mx="10 mx1.example.com.",
        zone="mx1 A 10.1.2.3|mx1 A 45.33.1.1",
        iacmx="MX205:warning",
        exim="mx1.example.com",
        postfix="mx1.example.com",
        why=("senders lose time, or reach a machine of their own, and then use the other address: a warning"),
    ),
    Situation(
        "IPv6 only",
        mx="10 mx1.example.com.",
        zone="mx1 AAAA 2600:3c00::1",
        iacmx="MX206:warning",
        exim="mx1.example.com",
        postfix="mx1.example.com",
        why="MTAs without IPv6, and many still are, have nowhere to go: a warning",
    ),
    Situation(
        "DNS fails for the target",
        mx="10 slow.failing.org.",
        iacmx="MX204:unverified",
        exim="defers",
        postfix="defers",
        why=("nothing can be told without DNS, and what can't be told is not clean: unverified, no error"),
    ),
    Situation(
        "DNS fails for the backup",
        mx="10 mx1.example.com., 20 slow.failing.org.",
        zone="mx1 A 45.33.1.1",
        iacmx="MX204:unverified",
        exim="mx1.example.com",
        postfix="mx1.example.com",
        why=("nothing can be told without DNS, and what can't be told is not clean: unverified, no error"),
    ),
]
