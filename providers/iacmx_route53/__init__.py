"""Route 53, read through boto3."""
