# A plan policy of Spacelift: what iacmx finds denies the run, a warning is one, and a missing report is no pass.
package spacelift

import rego.v1

report := input.third_party_metadata.custom.iacmx

told(finding) := sprintf("%s %s: %s", [finding.rule, finding.owner, finding.message])

# As the exit codes of iacmx: 0 clean, 1 findings, 3 something could not be verified.
stops if report.exit_code in {1, 3}

judged if report.exit_code in {0, 1, 3}

deny contains "iacmx has not judged this plan: its hook did not run." if not judged

deny contains report.summary if stops

deny contains told(finding) if {
	stops
	some finding in report.findings
	finding.severity in {"error", "unverified"}
}

warn contains told(finding) if {
	some finding in report.findings
	finding.severity in {"warning", "notice"}
}

sample := true
