"""The set as a whole, and what stands beside it."""

from __future__ import annotations

from tests.referee.zones import Situation

SITUATIONS = [
    Situation(
        "null MX beside a host",
        mx="0 ., 10 mx1.example.com.",
        zone="mx1 A 45.33.1.1",
        iacmx="MX301",
        exim="mx1.example.com",
        postfix="bounces",
        why=(
            "Exim delivers to the host, Postfix bounces all mail: which one a sender has decides. RFC 7505 "
            "section 3 forbids it"
        ),
    ),
    Situation(
        "null MX after a host",
        mx="10 mx1.example.com., 20 .",
        zone="mx1 A 45.33.1.1",
        iacmx="MX301",
        octodns="mx-value-rfc",
        exim="mx1.example.com",
        postfix="bounces",
        why=(
            "Exim delivers to the host, Postfix bounces all mail: which one a sender has decides. RFC 7505 "
            "section 3 forbids it"
        ),
    ),
    Situation(
        "null MX with preference 10",
        mx="10 .",
        iacmx="MX302:warning",
        octodns="mx-value-rfc",
        exim="bounces",
        postfix="bounces",
        why=("both MTAs take it for a null MX, but only preference 0 is one (RFC 7505 section 3): a warning"),
    ),
    Situation(
        "null MX twice",
        mx="0 ., 10 .",
        iacmx="MX301",
        octodns="mx-value-rfc",
        exim="bounces",
        postfix="bounces",
        why="a null MX stands alone (RFC 7505 section 3); named-checkzone has no check for it",
    ),
    Situation(
        "one host at two preferences",
        mx="10 mx1.example.com., 20 mx1.example.com.",
        zone="mx1 A 45.33.1.1",
        iacmx="MX303:warning",
        exim="mx1.example.com",
        postfix="mx1.example.com",
        why=("nothing is lost, but the second record adds no second server, which is what whoever wrote it expects"),
    ),
    Situation(
        "one host twice in different case",
        mx="10 mx1.example.com., 20 MX1.example.com.",
        zone="mx1 A 45.33.1.1",
        iacmx="MX303:warning",
        exim="mx1.example.com",
        postfix="mx1.example.com",
        why=("nothing is lost, but the second record adds no second server, which is what whoever wrote it expects"),
    ),
    Situation(
        "the same record twice",
        mx="10 mx1.example.com., 10 mx1.example.com.",
        zone="mx1 A 45.33.1.1",
        iacmx="MX303:warning",
        exim="mx1.example.com",
        postfix="mx1.example.com",
        why=("nothing is lost, but the second record adds no second server, which is what whoever wrote it expects"),
    ),
    Situation(
        "two hosts with one address",
        mx="10 mx1.example.com., 20 mx2.example.com.",
        zone="mx1 A 45.33.1.1|mx2 A 45.33.1.1",
        exim="mx1.example.com",
        postfix="mx1.example.com > mx2.example.com",
        why="Exim tries an address once; no mail is lost by that",
    ),
    Situation(
        "twelve hosts of one preference",
        mx=(
            "10 mx1.example.com., 10 mx2.example.com., 10 mx3.example.com., 10 mx4.example.com., 10 "
            "mx5.example.com., 10 mx6.example.com., 10 mx7.example.com., 10 mx8.example.com., 10 "
            "mx9.example.com., 10 mx10.example.com., 10 mx11.example.com., 10 mx12.example.com."
        ),
        zone=(
            "mx1 A 45.34.1.1|mx2 A 45.35.1.2|mx3 A 45.36.1.3|mx4 A 45.37.1.4|mx5 A 45.38.1.5|mx6 A 45.39.1.6|"
            "mx7 A 45.40.1.7|mx8 A 45.41.1.8|mx9 A 45.42.1.9|mx10 A 45.43.1.10|mx11 A 45.44.1.11|mx12 A "
            "45.45.1.12"
        ),
        exim=(
            "mx1.example.com,mx10.example.com,mx11.example.com,mx12.example.com,mx2.example.com,mx3.example.com,mx4.example.com,mx5.example.com,mx6.example.com,mx7.example.com,mx8.example.com,mx9.example.com"
        ),
        postfix=(
            "mx1.example.com,mx10.example.com,mx11.example.com,mx12.example.com,mx2.example.com,mx3.example.com,mx4.example.com,mx5.example.com,mx6.example.com,mx7.example.com,mx8.example.com,mx9.example.com"
        ),
    ),
    Situation(
        "six hosts before a backup",
        mx=(
            "10 mx1.example.com., 10 mx2.example.com., 10 mx3.example.com., 10 mx4.example.com., 10 "
            "mx5.example.com., 10 mx6.example.com., 20 backup.example.com."
        ),
        zone=(
            "mx1 A 45.34.1.1|mx2 A 45.35.1.2|mx3 A 45.36.1.3|mx4 A 45.37.1.4|mx5 A 45.38.1.5|mx6 A 45.39.1.6|"
            "backup A 45.60.1.1"
        ),
        exim=(
            "mx1.example.com,mx2.example.com,mx3.example.com,mx4.example.com,mx5.example.com,mx6.example.com > "
            "backup.example.com"
        ),
        postfix=(
            "mx1.example.com,mx2.example.com,mx3.example.com,mx4.example.com,mx5.example.com,mx6.example.com > "
            "backup.example.com"
        ),
    ),
    Situation(
        "CNAME beside the MX",
        mx="10 mx1.example.net.",
        zone="@ CNAME www.example.net.",
        iacmx="MX402",
        checkzone="refused: CNAME and other data",
        octodns="cname-root-rfc",
        exim="-",
        postfix="-",
    ),
]
