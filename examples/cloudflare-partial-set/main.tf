terraform {
  required_providers {
    cloudflare = {
      source  = "cloudflare/cloudflare"
      version = "~> 5.0"
    }
  }
}

variable "zone_id" {
  type    = string
  default = "023e105f4ecef8ad9ca31a8372d0c353"
}

# Was: priority = 10, content = "mx1.example.net". The domain is retired from mail, so it becomes a null MX.
resource "cloudflare_dns_record" "mx" {
  zone_id  = var.zone_id
  name     = "example.com"
  type     = "MX"
  priority = 0
  content  = "."
  ttl      = 1
}
