# Mail of example.com to Microsoft 365 / Exchange Online, stage prepare, written by iacmx.

terraform {
  required_version = ">= 1.5"

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
  default     = "023e105f4ecef8ad9ca31a8372d0c353"
}

resource "cloudflare_dns_record" "example_com_mx_aspmx_l_google_com" {
  zone_id  = var.example_com_zone_id
  name     = "example.com"
  type     = "MX"
  ttl      = 300
  priority = 1
  content  = "aspmx.l.google.com"
}

import {
  to = cloudflare_dns_record.example_com_mx_aspmx_l_google_com
  id = "023e105f4ecef8ad9ca31a8372d0c353/00000000000000000000000000000002"
}

resource "cloudflare_dns_record" "example_com_mx_alt3_aspmx_l_google_com" {
  zone_id  = var.example_com_zone_id
  name     = "example.com"
  type     = "MX"
  ttl      = 300
  priority = 10
  content  = "alt3.aspmx.l.google.com"
}

import {
  to = cloudflare_dns_record.example_com_mx_alt3_aspmx_l_google_com
  id = "023e105f4ecef8ad9ca31a8372d0c353/00000000000000000000000000000005"
}

resource "cloudflare_dns_record" "example_com_mx_alt4_aspmx_l_google_com" {
  zone_id  = var.example_com_zone_id
  name     = "example.com"
  type     = "MX"
  ttl      = 300
  priority = 10
  content  = "alt4.aspmx.l.google.com"
}

import {
  to = cloudflare_dns_record.example_com_mx_alt4_aspmx_l_google_com
  id = "023e105f4ecef8ad9ca31a8372d0c353/00000000000000000000000000000006"
}

resource "cloudflare_dns_record" "example_com_mx_alt1_aspmx_l_google_com" {
  zone_id  = var.example_com_zone_id
  name     = "example.com"
  type     = "MX"
  ttl      = 300
  priority = 5
  content  = "alt1.aspmx.l.google.com"
}

import {
  to = cloudflare_dns_record.example_com_mx_alt1_aspmx_l_google_com
  id = "023e105f4ecef8ad9ca31a8372d0c353/00000000000000000000000000000003"
}

resource "cloudflare_dns_record" "example_com_mx_alt2_aspmx_l_google_com" {
  zone_id  = var.example_com_zone_id
  name     = "example.com"
  type     = "MX"
  ttl      = 300
  priority = 5
  content  = "alt2.aspmx.l.google.com"
}

import {
  to = cloudflare_dns_record.example_com_mx_alt2_aspmx_l_google_com
  id = "023e105f4ecef8ad9ca31a8372d0c353/00000000000000000000000000000004"
}

# The apply changes what the target holds now: "v=spf1 include:_spf.google.com ~all"
resource "cloudflare_dns_record" "example_com_txt_spf" {
  zone_id = var.example_com_zone_id
  name    = "example.com"
  type    = "TXT"
  ttl     = 300
  content = "\"v=spf1 include:_spf.google.com include:spf.protection.outlook.com ~all\""
}

import {
  to = cloudflare_dns_record.example_com_txt_spf
  id = "023e105f4ecef8ad9ca31a8372d0c353/00000000000000000000000000000007"
}
