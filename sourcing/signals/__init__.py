"""One file is one question about a repository; see sourcing.signal for the contract."""
