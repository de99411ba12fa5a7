module example.org/orchard/tools

go 1.22
