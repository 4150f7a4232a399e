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

# The empty zone at Route 53. Its name servers are known now, and nobody asks them yet.
resource "aws_route53_zone" "main" {
  name = "example.com"
}
