FROM golang:1.22 AS build
WORKDIR /src
COPY go.mod ./
COPY cmd ./cmd
RUN go build -o /bin/pick ./cmd
FROM scratch
COPY --from=build /bin/pick /pick
USER 1000
HEALTHCHECK CMD ["/pick", "health"]
ENTRYPOINT ["/pick"]
