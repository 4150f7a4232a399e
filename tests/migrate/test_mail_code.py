"""The Terraform code of a mail move, stage by stage, for both providers."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from iacmx.audit.source import Source
from iacmx.errors import UsageError
from iacmx.mail_needs import service_named, target_of
from iacmx.migrate.mail import move_of, written
from iacmx.migrate.mail.change import Code, Stage
from iacmx.model import Mx, RecordSet, Zone, ZoneData
from tests.migrate.build import aws_zone, cf, cf_zone, mx, r53
from tests.migrate.mail_moves import DOMAIN, Fixed, Known, moved

SPF = '"v=spf1 include:_spf.google.com -all"'
TOKEN = '"google-site-verification=abc"'
AWS = (r53("", "MX", "1 smtp.google.com.", ttl=86400), r53("", "TXT", SPF), r53("google._domainkey", "TXT", '"p=AA"'))
CF = (
    mx("", 1, "aspmx.l.google.com"),
    mx("", 5, "alt1.aspmx.l.google.com"),
    cf("", "TXT", SPF),
    cf("", "TXT", TOKEN),
)


class Everything(Fixed):
    """A provider that tells all that a zone holds; ``texts`` are TXT records as it has them, by owner."""

    def __init__(self, data: ZoneData, texts: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(data)
        self._data, self._texts = data, texts

    def whole(self, zone: Zone) -> ZoneData:
        return replace(self._data, records=tuple(map(self._raw, self._data.records)))

    def _raw(self, record: RecordSet) -> RecordSet:
        texts = self._texts.get(str(record.owner)) if record.type == "TXT" else None
        values = (value.text if isinstance(value, Mx) else str(value) for value in record.values)
        return replace(record, values=texts or tuple(f'"{v}"' if record.type == "TXT" else v for v in values))


def code(data: ZoneData, host: str, stage: Stage | None = None, *, tenant: str = "", **more: bool) -> Code | None:
    texts = {DOMAIN: (SPF, TOKEN)} if data.zone.provider == "route53" else {}
    target = target_of(service_named(host), DOMAIN, tenant)
    side = Everything(data, texts)
    return written(*move_of(DOMAIN, target, Source(data.zone.provider), side, dns=Known(), whole=True), stage, **more)


def resources(found: Code | None) -> dict[str, tuple[str, ...]]:
    assert found is not None
    return {one.name: one.values for one in found.resources}


def test_prepare_keeps_the_old_host_and_lowers_its_ttl() -> None:
    found = code(aws_zone(*AWS), "fastmail")
    assert found is not None
    assert found.stage is Stage.PREPARE
    assert resources(found) == {
        "example_com_mx": ("1 smtp.google.com.",),
        "example_com_txt": (TOKEN, '"v=spf1 include:_spf.google.com include:spf.messagingengine.com -all"'),
        **{
            f"fm{number}__domainkey_example_com_cname": (f"fm{number}.example.com.dkim.fmhosted.com.",)
            for number in (1, 2, 3)
        },
    }
    assert re.search(r'"MX"\n +ttl +=\s300\n', found.text)
    assert 'id = "Z1_example.com_MX"' in found.text
    assert 'id = "Z1_example.com_TXT"' in found.text


def test_switch_changes_the_same_resources_and_finish_drops_the_old_host() -> None:
    prepare, switch, finish = (resources(code(aws_zone(*AWS), "fastmail", stage)) for stage in Stage)
    assert prepare.keys() <= switch.keys()
    assert switch.keys() == finish.keys()
    assert switch["example_com_mx"] == ("10 in1-smtp.messagingengine.com.", "20 in2-smtp.messagingengine.com.")
    assert switch["example_com_txt"] == prepare["example_com_txt"]
    assert finish["example_com_txt"] == (TOKEN, '"v=spf1 include:spf.messagingengine.com -all"')
    assert "_imaps__tcp_example_com_srv" in switch
    assert "_imaps__tcp_example_com_srv" not in prepare


THERE = (
    r53("", "MX", "10 in1-smtp.messagingengine.com.", "20 in2-smtp.messagingengine.com."),
    r53("", "TXT", '"v=spf1 include:_spf.google.com include:spf.messagingengine.com -all"'),
    *(r53(f"fm{number}._domainkey", "CNAME", f"fm{number}.example.com.dkim.fmhosted.com.") for number in (1, 2, 3)),
    r53("_imaps._tcp", "SRV", "0 1 993 imap.fastmail.com."),
)


@pytest.mark.parametrize("leaving", ["", "google"])
def test_once_the_mail_is_there_the_last_stage_keeps_what_the_others_wrote(leaving: str) -> None:
    target = target_of(service_named("fastmail"), DOMAIN, "")
    left = service_named(leaving) if leaving else None
    texts = ('"v=spf1 include:_spf.google.com include:spf.messagingengine.com -all"', TOKEN)
    side = Everything(aws_zone(*THERE), {DOMAIN: texts})
    found = written(*move_of(DOMAIN, target, Source("route53"), side, dns=Known(), left=left, whole=True), Stage.FINISH)
    held = resources(found)
    assert len(held) == 8, "MX, TXT, three keys, three services"
    spf = '"v=spf1 include:spf.messagingengine.com -all"' if leaving else texts[0]
    assert set(held["example_com_txt"]) == {TOKEN, spf}
    assert found is not None
    assert any("--leaving" in note for note in found.notes) != bool(leaving)


@pytest.mark.parametrize(("v4", "kind"), [(False, "cloudflare_dns_record"), (True, "cloudflare_record")])
def test_cloudflare_has_a_resource_for_each_record_and_leaves_other_texts_alone(v4: bool, kind: str) -> None:
    found = code(cf_zone(*CF), "microsoft365", Stage.PREPARE, tenant="example-com", version_4=v4)
    assert set(resources(found)) == {
        "example_com_mx_aspmx_l_google_com",
        "example_com_mx_alt1_aspmx_l_google_com",
        "example_com_txt_spf",
    }
    assert found is not None
    assert f'resource "{kind}"' in found.text
    assert "verification" not in found.text
    assert found.text.count("import {") == 3
    assert found.notes == ()


def test_single_records_of_the_old_host_go_with_the_stage_before() -> None:
    found = code(cf_zone(*CF), "microsoft365", Stage.SWITCH, tenant="example-com")
    assert found is not None
    assert "example_com_mx_example-com_mail_protection_outlook_com" in resources(found)
    assert found.text.count("import {") == 1, "the SPF record: the old MX records are resources of prepare"
    assert any("stage prepare first" in note for note in found.notes)


def test_a_single_record_becomes_one_of_the_new_host_so_that_there_is_always_one() -> None:
    prepare, switch, finish = (code(cf_zone(*CF), "fastmail", stage) for stage in Stage)
    assert prepare is not None
    assert switch is not None
    assert finish is not None
    moved = re.findall(r"moved \{\n  from = cloudflare_dns_record\.(\S+)\n  to   = \S+\.(\S+)\n\}", switch.text)
    assert [old for old, _ in moved] == [one for one in resources(prepare) if "_mx_" in one]
    assert [new for _, new in moved] == [one for one in resources(switch) if "_mx_" in one]
    assert "moved" not in prepare.text
    assert "moved" not in (code(aws_zone(*AWS), "fastmail", Stage.SWITCH) or switch).text, "one resource for the set"


def test_what_a_side_does_not_keep_is_not_written_over() -> None:
    move, rows = moved(aws_zone(*AWS), "fastmail", whole=True)
    found = written(move, rows, None)
    assert "example_com_txt" not in resources(found)
    assert found is not None
    assert any("does not keep the others" in note for note in found.notes)
    assert "# Not written: example.com TXT." in found.text


def test_what_the_provider_keeps_itself_or_routes_by_policy_is_left() -> None:
    locked = cf_zone(mx("", 10, "route1.mx.cloudflare.net", meta={"read_only": True}))
    weighted = aws_zone(r53("", "MX", "10 mx.old.example.", SetIdentifier="a", Weight=1))
    for data in (locked, weighted):
        found = code(data, "fastmail", Stage.SWITCH)
        assert found is not None
        assert not any(one.rdtype == "MX" for one in found.resources)
        assert any("change it by hand" in note for note in found.notes)


def test_email_routing_makes_its_own_records() -> None:
    found = code(cf_zone(*CF), "cloudflare_email_routing", Stage.SWITCH)
    assert found is not None
    assert not any(one.rdtype == "MX" for one in found.resources)
    assert any("Email Routing" in note for note in found.notes)


def test_nothing_is_written_where_the_mail_is_there() -> None:
    assert code(aws_zone(*AWS), "google") is None
    assert code(aws_zone(*AWS), "google", Stage.FINISH) is not None


def test_code_needs_a_provider() -> None:
    unknown = ZoneData(Zone("dns:example.com", "dns", name=DOMAIN), (r53("", "MX", "10 mx.old.example."),))
    with pytest.raises(UsageError, match="provider"):
        code(unknown, "fastmail")


def test_hostile_texts_stay_texts() -> None:
    evil = cf_zone(mx("", 10, "mx.old.example"), cf("", "TXT", 'v=spf1 include:${file("/etc/passwd")}\n} -all'))
    found = code(evil, "fastmail", Stage.PREPARE)
    assert found is not None
    assert "$${file" in found.text
    lines = [line for line in found.text.splitlines() if not line.startswith("#")]
    assert not re.search(r"(?<!\$)\$\{", "\n".join(lines))
