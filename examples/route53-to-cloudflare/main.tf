# example.com from zonefile:example.com.zone for cloudflare, written by iacmx.
# 12 record sets as 14 resources.

terraform {
  required_providers {
    cloudflare = {
      source  = "cloudflare/cloudflare"
      version = "~> 5.0"
    }
  }
}

variable "example_com_zone_id" {
  description = "Id of the zone example.com at Cloudflare."
  type        = string
}

resource "cloudflare_dns_record" "example_com_a_45_33_48_80" {
  zone_id = var.example_com_zone_id
  name    = "example.com"
  type    = "A"
  ttl     = 300
  proxied = false
  content = "45.33.48.80"
}

resource "cloudflare_dns_record" "example_com_caa_a5a86de8" {
  zone_id = var.example_com_zone_id
  name    = "example.com"
  type    = "CAA"
  ttl     = 300
  data = {
    flags = 0
    tag   = "issue"
    value = "letsencrypt.org"
  }
}

resource "cloudflare_dns_record" "example_com_mx_mx1_example_com" {
  zone_id  = var.example_com_zone_id
  name     = "example.com"
  type     = "MX"
  ttl      = 300
  priority = 10
  content  = "mx1.example.com"
}

resource "cloudflare_dns_record" "example_com_mx_backup_example_net" {
  zone_id  = var.example_com_zone_id
  name     = "example.com"
  type     = "MX"
  ttl      = 300
  priority = 20
  content  = "backup.example.net"
}

resource "cloudflare_dns_record" "example_com_txt_0c0ba2b8" {
  zone_id = var.example_com_zone_id
  name    = "example.com"
  type    = "TXT"
  ttl     = 300
  content = "\"google-site-verification=Zm9yIHRoZSBleGFtcGxl\""
}

resource "cloudflare_dns_record" "example_com_txt_spf" {
  zone_id = var.example_com_zone_id
  name    = "example.com"
  type    = "TXT"
  ttl     = 300
  content = "\"v=spf1 mx include:_spf.example.net -all\""
}

resource "cloudflare_dns_record" "_dmarc_example_com_txt_dmarc" {
  zone_id = var.example_com_zone_id
  name    = "_dmarc.example.com"
  type    = "TXT"
  ttl     = 300
  content = "\"v=DMARC1; p=quarantine; rua=mailto:postmaster@example.com\""
}

resource "cloudflare_dns_record" "s1__domainkey_example_com_txt_dkim" {
  zone_id = var.example_com_zone_id
  name    = "s1._domainkey.example.com"
  type    = "TXT"
  ttl     = 300
  content = "\"v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzhcRk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1\" \"mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuk3fVb2Qw7nXy5dLs9TgJ1mHuwIDAQAB\""
}

resource "cloudflare_dns_record" "_imaps__tcp_example_com_srv_mx1_example_com_993" {
  zone_id = var.example_com_zone_id
  name    = "_imaps._tcp.example.com"
  type    = "SRV"
  ttl     = 300
  data = {
    priority = 0
    weight   = 1
    port     = 993
    target   = "mx1.example.com"
  }
}

resource "cloudflare_dns_record" "_submissions__tcp_example_com_srv_mx1_example_com_465" {
  zone_id = var.example_com_zone_id
  name    = "_submissions._tcp.example.com"
  type    = "SRV"
  ttl     = 300
  data = {
    priority = 0
    weight   = 1
    port     = 465
    target   = "mx1.example.com"
  }
}

resource "cloudflare_dns_record" "autoconfig_example_com_cname" {
  zone_id = var.example_com_zone_id
  name    = "autoconfig.example.com"
  type    = "CNAME"
  ttl     = 300
  proxied = false
  content = "mx1.example.com"
}

resource "cloudflare_dns_record" "mx1_example_com_a_45_79_64_25" {
  zone_id = var.example_com_zone_id
  name    = "mx1.example.com"
  type    = "A"
  ttl     = 300
  proxied = false
  content = "45.79.64.25"
}

resource "cloudflare_dns_record" "mx1_example_com_aaaa_2600_3c03__25" {
  zone_id = var.example_com_zone_id
  name    = "mx1.example.com"
  type    = "AAAA"
  ttl     = 300
  proxied = false
  content = "2600:3c03::25"
}

resource "cloudflare_dns_record" "www_example_com_cname" {
  zone_id = var.example_com_zone_id
  name    = "www.example.com"
  type    = "CNAME"
  ttl     = 300
  proxied = false
  content = "web.example.net"
}
