# serves
FROM python:3.11-slim
COPY orchard /orchard
