resource "random_string" "suffix" {
  length = 4
}

resource "aws_db_instance" "pears" {
  engine = "postgres"
}
