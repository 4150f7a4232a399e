"""What each of a set of servers answers now: name servers, the servers of a parent zone, resolvers; once or until done.

- :mod:`.servers`: where servers are (:class:`~iacmx.serving.servers.Directory`).
- :mod:`.asking`: the same questions to each of them at the same time (:func:`~iacmx.serving.asking.ask_each`).
- :mod:`.delegations`: which name servers each server of the parent zone names, and the DS records there.
- :mod:`.answers`: answers held against each other, by what they mean for mail (:func:`~iacmx.serving.answers.judge`).
- :mod:`.negative`: how long it is remembered that something is not there.
- :mod:`.waiting`: looking again, less and less often, until it is so (:func:`~iacmx.serving.waiting.wait_until`).

What each answer carries of time is real: an authoritative server's TTL is the record's own, a resolver's is what is
left of it.
"""
