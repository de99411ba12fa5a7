"""The sites of the sandbox: one file is one site (see `sourcing.sandbox.web.ask`)."""
