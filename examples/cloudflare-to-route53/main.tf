# example.com from zonefile:example.com.zone for route53, written by iacmx.
# 12 record sets as 12 resources.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.75"
    }
  }
}

variable "example_com_zone_id" {
  description = "Id of the zone example.com at Route 53."
  type        = string
}

resource "aws_route53_record" "example_com_a" {
  zone_id = var.example_com_zone_id
  name    = "example.com"
  type    = "A"
  ttl     = 300
  records = ["45.33.48.80"]
}

resource "aws_route53_record" "example_com_caa" {
  zone_id = var.example_com_zone_id
  name    = "example.com"
  type    = "CAA"
  ttl     = 300
  records = ["0 issue \"letsencrypt.org\""]
}

resource "aws_route53_record" "example_com_mx" {
  zone_id = var.example_com_zone_id
  name    = "example.com"
  type    = "MX"
  ttl     = 300
  records = [
    "10 mx1.example.com.",
    "20 backup.example.net.",
  ]
}

resource "aws_route53_record" "example_com_txt" {
  zone_id = var.example_com_zone_id
  name    = "example.com"
  type    = "TXT"
  ttl     = 300
  records = [
    "google-site-verification=Zm9yIHRoZSBleGFtcGxl",
    "v=spf1 mx include:_spf.example.net -all",
  ]
}

resource "aws_route53_record" "_dmarc_example_com_txt" {
  zone_id = var.example_com_zone_id
  name    = "_dmarc.example.com"
  type    = "TXT"
  ttl     = 300
  records = ["v=DMARC1; p=quarantine; rua=mailto:postmaster@example.com"]
}

resource "aws_route53_record" "s1__domainkey_example_com_txt" {
  zone_id = var.example_com_zone_id
  name    = "s1._domainkey.example.com"
  type    = "TXT"
  ttl     = 300
  records = ["v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzhcRk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1\" \"mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuwIDAQAB"]
}

resource "aws_route53_record" "_imaps__tcp_example_com_srv" {
  zone_id = var.example_com_zone_id
  name    = "_imaps._tcp.example.com"
  type    = "SRV"
  ttl     = 300
  records = ["0 1 993 mx1.example.com."]
}

resource "aws_route53_record" "_submissions__tcp_example_com_srv" {
  zone_id = var.example_com_zone_id
  name    = "_submissions._tcp.example.com"
  type    = "SRV"
  ttl     = 300
  records = ["0 1 465 mx1.example.com."]
}

resource "aws_route53_record" "autoconfig_example_com_cname" {
  zone_id = var.example_com_zone_id
  name    = "autoconfig.example.com"
  type    = "CNAME"
  ttl     = 300
  records = ["mx1.example.com."]
}

resource "aws_route53_record" "mx1_example_com_a" {
  zone_id = var.example_com_zone_id
  name    = "mx1.example.com"
  type    = "A"
  ttl     = 300
  records = ["45.79.64.25"]
}

resource "aws_route53_record" "mx1_example_com_aaaa" {
  zone_id = var.example_com_zone_id
  name    = "mx1.example.com"
  type    = "AAAA"
  ttl     = 300
  records = ["2600:3c03::25"]
}

resource "aws_route53_record" "www_example_com_cname" {
  zone_id = var.example_com_zone_id
  name    = "www.example.com"
  type    = "CNAME"
  ttl     = 300
  records = ["web.example.net."]
}
