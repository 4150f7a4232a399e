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
  name = "example.org"
}

resource "aws_eip" "mail" {
  domain = "vpc"
}

resource "aws_route53_record" "mx" {
  zone_id = aws_route53_zone.main.zone_id
  name    = ""
  type    = "MX"
  ttl     = 3600
  records = [
    "10 mx1.example.org",
    "20 mx2.example.net",
  ]
}

resource "aws_route53_record" "mx1" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "mx1"
  type    = "A"
  ttl     = 300
  records = [aws_eip.mail.public_ip]
}
