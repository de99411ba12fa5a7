# resource "aws_s3_bucket" "pears" {}
variable "region" {
  default = "north"
}
