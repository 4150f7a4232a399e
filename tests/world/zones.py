"""Zone files with every shape of answer, for the layer's own tests and for the comparison with BIND."""

from __future__ import annotations

from pathlib import Path

ZONES = {
    "example.com": """
$TTL 3600
@   IN SOA ns1 hostmaster ( 1 7200 900
                            1209600 900 )
    IN NS ns1
    IN NS ns2.example.com.
    IN MX 20 mx.example.net.
    IN MX 10 Mail
    IN TXT "v=spf1 mx " "-all"
ns1  A 192.0.2.1
ns2  A 192.0.2.2
mail 300 A 192.0.2.11
mail 300 A 192.0.2.10
mail 300 AAAA 2001:DB8:0:0::10
null MX 0 .
www   CNAME web
web   CNAME mail
lost  CNAME gone
cross CNAME host.example.net.
outside CNAME host.example.org.
ring1 CNAME ring2
ring2 CNAME ring1
*.wild A 192.0.2.20
*.wild MX 10 mail
real.wild TXT "real"
a.ent.wild A 192.0.2.21
*.alias CNAME mail
y.*.star A 192.0.2.22
child NS ns1.child
ns1.child A 192.0.2.3
lost-child NS ns.lost-child
lost-child NS ns.example.org.
ns.lost-child A 192.0.2.4
to-lost CNAME host.lost-child
renamed DNAME example.com.
renamed-away DNAME example.net.
$ORIGIN origin.example.com.
sub A 192.0.2.40
$ORIGIN example.com.
UPPER A 192.0.2.41
""",
    "child.example.com": """
$TTL 600
@    SOA ns1 hostmaster 1 7200 900 1209600 300
     NS ns1
     MX 5 host
ns1  A 192.0.2.3
host A 192.0.2.30
""",
    "example.net": """
$TTL 60
@    SOA ns hostmaster 1 7200 900 1209600 86400
     NS ns
ns   A 198.51.100.2
host A 198.51.100.1
mx   A 198.51.100.3
back CNAME www.example.com.
""",
}


def write_zones(directory: Path) -> Path:
    """Write the zone files into ``directory``."""
    for name, text in ZONES.items():
        (directory / f"{name}.zone").write_text(text.lstrip())
    return directory
