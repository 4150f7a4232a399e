"""A configuration with everything that leads from a plan address to a line, as a user would lay it out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

ROOT = "infra/production"
"""Where Terraform runs."""

TREE = {
    f"{ROOT}/main.tf": """\
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

locals {
  zone = "Z0123456789ABCDEFGHIJ"
  text = <<-EOT
    resource "aws_route53_record" "mx" {
    # iacmx:ignore=MX304 this is text
  EOT
}

resource "aws_route53_record" "mx" {
  zone_id = local.zone
  name    = "example.com"
  type    = "MX"
  ttl     = 300
  records = ["10 192.0.2.25"]
}

resource "aws_route53_record" "counted" { # iacmx:ignore=MX101 the lab has no names exp:2999-01-01
  count   = 2
  zone_id = local.zone
  name    = "c${count.index}.example.com"
  type    = "MX"
  ttl     = 300
  records = ["10 192.0.2.26"]
}

module "mail" {
  source   = "../../modules/mail"
  for_each = toset(["a.b[c]", "d"])
  name     = each.key == "d" ? "d" : "abc"
  zone     = local.zone
}

module "dns" {
  source = "git::https://git.example.com/dns.git"
  zone   = local.zone
}

moved {
  from = aws_route53_record.before
  to   = aws_route53_record.moved
}
""",
    f"{ROOT}/more_override.tf": """\
resource "aws_route53_record" "mx" {
  ttl = 600
}
""",
    f"{ROOT}/json.tf.json": """\
{
  "resource": {
    "aws_route53_record": {
      "written_in_json": {
        "//": "iacmx:ignore=MX101 JSON has no comments",
        "zone_id": "Z0123456789ABCDEFGHIJ", "name": "json.example.com", "type": "MX", "ttl": 300,
        "records": ["10 192.0.2.27"]
      },
      "moved": {
        "zone_id": "Z0123456789ABCDEFGHIJ", "name": "moved.example.com", "type": "MX", "ttl": 300,
        "records": ["10 192.0.2.28"]
      }
    }
  }
}
""",
    "modules/mail/main.tf": """\
variable "name" {}
variable "zone" {}

resource "aws_route53_record" "mx" {
  zone_id = var.zone
  name    = "${var.name}.example.com"
  type    = "MX"
  ttl     = 300
  records = ["10 192.0.2.29"]
}

module "inner" {
  source = "./inner"
  name   = var.name
  zone   = var.zone
}
""",
    "modules/mail/inner/main.tf": """\
variable "name" {}
variable "zone" {}
/* Told to go:
   iacmx:ignore=ip-literal,MX106 they will be gone by then */
// on two lines
resource aws_route53_record mx {
  for_each = toset(["x"])
  zone_id  = var.zone
  name     = "${each.key}.${var.name}.example.com"
  type     = "MX"
  ttl      = 300
  records  = ["10 192.0.2.30"]
}
""",
}
DOWNLOADED = """\
variable "zone" {}

# iacmx:ignore=MX101 somebody else's waiver
resource "aws_route53_record" "mx" {
  zone_id = var.zone
  name    = "dns.example.com"
  type    = "MX"
  ttl     = 300
  records = ["10 192.0.2.31"]
}
"""
MODULES = {
    "mail": "../../modules/mail",
    "mail.inner": "./inner",
    "dns": "git::https://git.example.com/dns.git",
}
"""As a plan tells them."""
PLACES = {
    "aws_route53_record.mx": (f"{ROOT}/main.tf", 21),
    "aws_route53_record.counted[0]": (f"{ROOT}/main.tf", 29),
    "aws_route53_record.counted[1]": (f"{ROOT}/main.tf", 29),
    "aws_route53_record.written_in_json": (f"{ROOT}/json.tf.json", 4),
    "aws_route53_record.moved": (f"{ROOT}/json.tf.json", 9),
    'module.mail["a.b[c]"].aws_route53_record.mx': ("modules/mail/main.tf", 4),
    'module.mail["d"].aws_route53_record.mx': ("modules/mail/main.tf", 4),
    'module.mail["a.b[c]"].module.inner.aws_route53_record.mx["x"]': ("modules/mail/inner/main.tf", 6),
    'module.mail["d"].module.inner.aws_route53_record.mx["x"]': ("modules/mail/inner/main.tf", 6),
    "module.dns.aws_route53_record.mx": (f"{ROOT}/main.tf", 45),
}
"""Where each resource is written; that of the downloaded module where it is called."""
WITHIN = f"{ROOT}/.terraform/modules/dns/main.tf:4"
LIST = (
    '{"Modules":[{"Key":"","Source":"","Dir":"."},'
    '{"Key":"dns","Source":"git::https://git.example.com/dns.git","Dir":".terraform/modules/dns"}]}'
)


def write(top: Path, files: Mapping[str, str]) -> Path:
    """The files below ``top``, a repository; returns the folder where Terraform runs."""
    (top / ".git").mkdir(exist_ok=True)
    for name, text in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return top / ROOT


def downloaded(top: Path) -> None:
    """What ``terraform init`` adds."""
    modules = {"dns/main.tf": DOWNLOADED, "modules.json": LIST}
    write(top, {f"{ROOT}/.terraform/modules/{name}": text for name, text in modules.items()})
