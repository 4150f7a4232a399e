# Mail of example.com to Microsoft 365 / Exchange Online, stage switch, written by iacmx.
# 1 aspmx.l.google.com., 5 alt1.aspmx.l.google.com., 5 alt2.aspmx.l.google.com., 10 alt3.aspmx.l.google.com., 10 alt4.aspmx.l.google.com. must be resources of this configuration, so that the apply deletes them: write and apply the stage prepare first, to the same file.

variable "example_com_zone_id" {
  description = "Id of the zone example.com at Cloudflare."
  type        = string
  default     = "023e105f4ecef8ad9ca31a8372d0c353"
}

resource "cloudflare_dns_record" "example_com_mx_example-com_mail_protection_outlook_com" {
  zone_id  = var.example_com_zone_id
  name     = "example.com"
  type     = "MX"
  ttl      = 300
  priority = 0
  content  = "example-com.mail.protection.outlook.com"
}

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

resource "cloudflare_dns_record" "autodiscover_example_com_cname" {
  zone_id = var.example_com_zone_id
  name    = "autodiscover.example.com"
  type    = "CNAME"
  ttl     = 3600
  proxied = false
  content = "autodiscover.outlook.com"
}

moved {
  from = cloudflare_dns_record.example_com_mx_aspmx_l_google_com
  to   = cloudflare_dns_record.example_com_mx_example-com_mail_protection_outlook_com
}
