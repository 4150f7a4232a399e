"""A run task of HCP Terraform and Terraform Enterprise: a server that judges the plans of runs and reports back.

A signed request asks for it and is answered at once. The plan is fetched with the request's short-lived token and
judged as ``iacmx check`` does; the result is sent to its callback URL. What was accepted is always called back.

The protocol is HashiCorp's run tasks integration API. Needs the packages of the extra ``serve``.
"""
