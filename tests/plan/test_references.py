"""Following what is known only after the apply to the resource of the same plan that will provide it."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.model import Change, Plan, Unknown
from iacmx.plan import read
from iacmx.plan.addresses import Address, Step, longest, parse
from tests.plan.build import OWN, aws, change, configuration, configured, plan, zone_create

MX = "aws_route53_record.mx"
MAIN = "route53:aws_route53_zone.main"


def created(address: str = MX, *unknown: str, **values: Any) -> dict[str, Any]:
    """The creation of a record; the attributes named are unknown, the zone's id too."""
    names = ("zone_id", *unknown)
    attributes = {name: value for name, value in aws(**values).items() if name not in names}
    return change(address, after=attributes, unknown=dict.fromkeys(names, True))


def zone_of(found: Plan, address: str = MX) -> str:
    return next(change.after[0].zone for change in found.changes if change.address == address)


def refer(*references: str) -> dict[str, Any]:
    return {"references": list(references)}


@pytest.fixture(scope="module")
def real() -> dict[str, Change]:
    """A real plan with modules in modules, for_each, count, outputs, a local, a data source."""
    return {change.address: change for change in read(OWN / "aws_modules.json").changes}


@pytest.mark.parametrize(
    ("address", "zone", "owner"),
    [
        ("aws_route53_record.counted[0]", "aws_route53_zone.counted[0]", "count0.example"),
        ("aws_route53_record.counted[1]", "aws_route53_zone.counted[1]", "count1.example"),
        ('aws_route53_record.each_key["example.com"]', 'aws_route53_zone.many["example.com"]', "sub.example.com"),
        ('aws_route53_record.each_same["example.org"]', 'aws_route53_zone.many["example.org"]', "example.org"),
        ("aws_route53_record.literal_key", 'aws_route53_zone.many["example.org"]', "lit.example.org"),
        ("aws_route53_record.splat", "aws_route53_zone.counted[1]", "s.count1.example"),
        ("aws_route53_record.via_data", "aws_route53_zone.main", "viadata.example.net"),
        ("aws_route53_record.via_local", "?aws_route53_record.via_local", "loc"),
        ("aws_route53_record.via_try", "?aws_route53_record.via_try", "try"),
        ("module.mail.aws_route53_record.mx", "aws_route53_zone.main", "example.net"),
        ("module.mail.module.inner.aws_route53_record.a", "aws_route53_zone.main", "mx1.example.net"),
        ("module.mail_out.aws_route53_record.mx", "module.net.aws_route53_zone.this", "example.edu"),
        (
            'module.mail_each["example.org"].module.inner.aws_route53_record.a',
            'aws_route53_zone.many["example.org"]',
            "mail.example.org",
        ),
    ],
)
def test_real_zones(real: dict[str, Change], address: str, zone: str, owner: str) -> None:
    (found,) = real[address].after
    assert (found.zone, found.owner) == (f"route53:{zone}", owner)


@pytest.mark.parametrize(
    ("address", "references", "planned_by"),
    [
        ("aws_route53_record.host", ("aws_eip.mail.public_ip",), "aws_eip.mail"),
        ("module.mail.module.inner.aws_route53_record.a", ("aws_eip.mail.public_ip",), "aws_eip.mail"),
        (
            "aws_route53_record.named_from_zone",
            ("aws_route53_record.host.fqdn", "module.mail.module.inner.aws_route53_record.a.fqdn"),
            "",
        ),
        (
            'module.mail_each["example.com"].aws_route53_record.mx',
            ('module.mail_each["example.com"].module.inner.aws_route53_record.a.fqdn',),
            'module.mail_each["example.com"].module.inner.aws_route53_record.a',
        ),
    ],
)
def test_real_values(real: dict[str, Change], address: str, references: tuple[str, ...], planned_by: str) -> None:
    assert real[address].after[0].values == (Unknown(references, planned_by),)


def test_real_owner_and_alias(real: dict[str, Change]) -> None:
    eip = Unknown(("aws_eip.mail.public_dns",), "aws_eip.mail")
    host = Unknown(("aws_route53_record.host.fqdn",), "aws_route53_record.host")
    assert real["aws_route53_record.unknown_name"].after[0].owner == eip
    assert real["aws_route53_record.aliased"].after[0].alias == host


def test_zone_that_can_not_be_told_says_where_it_comes_from() -> None:
    zones = read(OWN / "aws_modules.json").zones
    assert zones["route53:?aws_route53_record.via_local"].unknown == Unknown(("local.zid",))
    unknown = zones["route53:?aws_route53_record.via_try"].unknown
    assert unknown
    assert "aws_route53_zone.main.zone_id" in unknown.references


def test_a_local_leads_to_the_only_zone_there_is() -> None:
    found = plan(created(), zone_create(), configuration=configuration(configured(MX, {"zone_id": ["local.zone_id"]})))
    assert zone_of(found) == MAIN


def test_a_local_does_not_choose_between_two_zones() -> None:
    found = plan(
        created(),
        zone_create(),
        zone_create("aws_route53_zone.other", "example.org"),
        configuration=configuration(configured(MX, {"zone_id": ["local.zone_id"]})),
    )
    assert zone_of(found) == f"route53:?{MX}"


def test_another_unknown_beside_the_zone_leaves_it_open() -> None:
    """As in ``coalesce(aws_ssm_parameter.zone.value, aws_route53_zone.main.zone_id)``."""
    references = ["aws_ssm_parameter.zone.value", "aws_route53_zone.main.zone_id"]
    parameter = change("aws_ssm_parameter.zone", after={}, unknown={"value": True})
    settled = change("aws_ssm_parameter.zone", actions=["no-op"], before={}, after={})
    configured_so = configuration(configured(MX, {"zone_id": references}))
    open_zone = plan(created(), zone_create(), parameter, configuration=configured_so)
    assert zone_of(open_zone) == f"route53:?{MX}"
    assert zone_of(plan(created(), zone_create(), settled, configuration=configured_so)) == MAIN


def test_a_condition_between_an_old_and_a_new_zone_is_the_new_one() -> None:
    old = {"zone_id": "Z1", "name": "example.com"}
    found = plan(
        created(),
        zone_create("aws_route53_zone.new"),
        change("aws_route53_zone.old", before=old, after=old),
        configuration=configuration(
            configured(MX, {"zone_id": ["aws_route53_zone.old.zone_id", "aws_route53_zone.new.zone_id", "var.new"]})
        ),
    )
    assert zone_of(found) == "route53:aws_route53_zone.new"


def test_a_module_that_is_not_there_and_a_cut_reference_end_the_walk() -> None:
    for reference in ("module.gone.zone_id", "module", "aws", "local.x", "each.key", "self.zone_id", "path.module"):
        found = plan(created(), configuration=configuration(configured(MX, {"zone_id": [reference]})))
        assert zone_of(found) == f"route53:?{MX}"


def test_an_output_of_an_indexed_module_is_found_though_its_name_is_lost() -> None:
    child = {
        "resources": [configured("aws_route53_zone.this")],
        "outputs": {
            "zone_id": {"expression": refer("aws_route53_zone.this[0].zone_id", "aws_route53_zone.this[0]")},
            "arn": {"expression": refer("aws_route53_zone.this[0].arn", "aws_route53_zone.this[0]")},
            "other": {"expression": refer("aws_eip.x.public_ip")},
        },
    }
    calls = {"zone": {"module": child, "for_each_expression": refer("var.zones")}}
    found = plan(
        created(f'{MX}["b"]'),
        zone_create('module.zone["a"].aws_route53_zone.this[0]', "a.example"),
        zone_create('module.zone["b"].aws_route53_zone.this[0]', "b.example"),
        configuration=configuration(
            configured(MX, {"zone_id": ["module.zone", "each.key"]}, for_each_expression=refer("var.zones")),
            module_calls=calls,
        ),
    )
    assert zone_of(found, f'{MX}["b"]') == 'route53:module.zone["b"].aws_route53_zone.this[0]'


def test_a_variable_that_is_a_whole_resource_keeps_the_attribute() -> None:
    child = {"resources": [configured("aws_route53_record.mx", {"records": ["var.host.public_dns", "var.host"]})]}
    calls = {"m": {"expressions": {"host": refer("aws_eip.mail")}, "module": child}}
    found = plan(
        change("module.m." + MX, after=aws(records=None), unknown={"records": True}),
        change("aws_eip.mail", after={}, unknown={"public_dns": True}),
        configuration=configuration(module_calls=calls),
    )
    assert found.changes[0].after[0].values == (Unknown(("aws_eip.mail.public_dns",), "aws_eip.mail"),)


def test_the_same_key_is_chosen_only_where_the_expression_is_indexed() -> None:
    eips = [change(f'aws_eip.mail["{key}"]', after={}, unknown={"public_ip": True}) for key in "ab"]
    record = change(f'{MX}["a"]', after=aws(records=None), unknown={"records": True})
    for references, planned_by in (
        (["aws_eip.mail", "each.key"], 'aws_eip.mail["a"]'),
        (["aws_eip.mail"], "aws_eip.mail"),
    ):
        found = plan(record, *eips, configuration=configuration(configured(MX, {"records": references})))
        assert found.changes[0].after[0].values == (Unknown(tuple(references[:1]), planned_by),)


def test_a_resource_that_does_not_change_provides_nothing() -> None:
    found = plan(
        change(MX, after=aws(records=None), unknown={"records": True}),
        change("aws_eip.old", actions=["no-op"], before={}, after={}),
        change("aws_eip.new", after={}),
        configuration=configuration(configured(MX, {"records": ["aws_eip.old.public_ip", "aws_eip.new.public_ip"]})),
    )
    (value,) = found.changes[0].after[0].values
    assert value == Unknown(("aws_eip.old.public_ip", "aws_eip.new.public_ip"), "aws_eip.new")


def test_deferred_data_source_with_a_name_of_its_own() -> None:
    data = change(
        "data.aws_route53_zone.main", mode="data", actions=["read"], after={"name": "example.com"}, unknown={"id": True}
    )
    found = plan(
        created(name="mail"),
        data,
        configuration=configuration(
            configured(MX, {"zone_id": ["data.aws_route53_zone.main.zone_id", "data.aws_route53_zone.main"]})
        ),
    )
    assert zone_of(found) == "route53:data.aws_route53_zone.main"
    assert found.changes[0].after[0].owner == "mail.example.com"
    assert not found.zones["route53:data.aws_route53_zone.main"].created_by_plan


def test_data_source_named_only_by_the_configuration() -> None:
    data = change("data.aws_route53_zone.main", mode="data", actions=["read"], after={}, unknown={"name": True})
    found = plan(
        created(name="mail"),
        data,
        configuration=configuration(
            configured(MX, {"zone_id": ["data.aws_route53_zone.main.zone_id"]}),
            configured("data.aws_route53_zone.main", {"name": {"constant_value": "example.com."}}),
        ),
    )
    assert found.changes[0].after[0].owner == "mail.example.com"


def test_data_source_of_a_zone_that_is_created_leads_to_it() -> None:
    data = change("data.aws_route53_zone.main", mode="data", actions=["read"], after={}, unknown={"name": True})
    found = plan(
        created(),
        data,
        zone_create(),
        configuration=configuration(
            configured(MX, {"zone_id": ["data.aws_route53_zone.main.zone_id"]}),
            configured("data.aws_route53_zone.main", {"zone_id": ["aws_route53_zone.main.zone_id"]}),
        ),
    )
    assert zone_of(found) == MAIN


def test_private_zone_of_the_same_name_is_not_mistaken_for_the_public_one() -> None:
    data = change("data.aws_route53_zone.main", mode="data", actions=["read"], after={"name": "example.com"})
    found = plan(
        created(),
        data,
        zone_create("aws_route53_zone.private", vpc=[{"vpc_id": "vpc-1"}]),
        configuration=configuration(configured(MX, {"zone_id": ["data.aws_route53_zone.main.zone_id"]})),
    )
    assert zone_of(found) == "route53:data.aws_route53_zone.main"


def test_a_cycle_ends() -> None:
    outputs = {"a": {"expression": refer("var.x")}}
    calls = {"m": {"expressions": {"x": refer("module.m.a")}, "module": {"outputs": outputs}}}
    found = plan(
        created(), configuration=configuration(configured(MX, {"zone_id": ["module.m.a"]}), module_calls=calls)
    )
    assert zone_of(found) == f"route53:?{MX}"


@pytest.mark.parametrize(
    ("address", "parsed"),
    [
        ("aws_eip.mail", Address((), Step("aws_eip.mail"))),
        ("aws_eip.mail[0].public_ip", Address((), Step("aws_eip.mail", 0), ("public_ip",))),
        ('data.aws_eip.mail["a.b"]', Address((), Step("data.aws_eip.mail", "a.b"))),
        (
            r'module.a["x\"y]."].module.b[3].aws_eip.mail',
            Address((Step("a", 'x"y].'), Step("b", 3)), Step("aws_eip.mail")),
        ),
    ],
)
def test_addresses(address: str, parsed: Address) -> None:
    assert parse(address) == parsed


def test_prefixes_of_a_reference_are_left_out() -> None:
    assert longest(["module.a.b", "module.a", "module.ab", 'x.y["k"]', "x.y"]) == (
        "module.a.b",
        "module.ab",
        'x.y["k"]',
    )
