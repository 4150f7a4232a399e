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

resource "aws_route53_zone" "public" {
  name = "example.com"
}

resource "aws_route53_zone" "internal" {
  depends_on = [aws_route53_zone.public]

  name = "example.com"

  vpc {
    vpc_id = "vpc-0a1b2c3d4e5f60718"
  }
}

resource "aws_route53_record" "mx" {
  zone_id = aws_route53_zone.public.zone_id
  name    = ""
  type    = "MX"
  ttl     = 300
  records = ["10 mx1.example.net"]
}
