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

resource "aws_route53_record" "mx1" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "mx1"
  type    = "A"
  ttl     = 300
  records = ["45.33.32.25"]
}

resource "aws_route53_record" "mx2" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "mx2"
  type    = "A"
  ttl     = 300
  records = ["45.79.19.25"]
}
