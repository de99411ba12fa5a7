"""The GraphQL side of the forge: the schema's resolvers, the price of a query, its execution."""
