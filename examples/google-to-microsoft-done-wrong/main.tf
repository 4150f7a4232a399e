terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_route53_zone" "main" {
  name = "example.com"
}

# The record set is the same one, so the plain way is to change the resource that has it. Here the old
# resource is deleted and a new one put beside it, which needs allow_overwrite to be accepted at all.
resource "aws_route53_record" "microsoft" {
  allow_overwrite = true

  zone_id = aws_route53_zone.main.zone_id
  name    = ""
  type    = "MX"
  ttl     = 300
  records = ["0 example.com.mail.protection.outlook.com"]
}
