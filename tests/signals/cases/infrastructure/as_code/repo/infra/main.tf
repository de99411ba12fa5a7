# bucket
resource "aws_s3_bucket" "pears" {}
