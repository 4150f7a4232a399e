"""DNS over the network: the engine (:mod:`.engine`), what it sends and reads, and the resolvers it asks."""
