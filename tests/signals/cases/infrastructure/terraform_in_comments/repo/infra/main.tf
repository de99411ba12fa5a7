/*
resource "aws_s3_bucket" "old" {
  bucket = "pears"
}
*/
variable "region" {}

locals {
  doc = <<-EOT
    resource "aws_instance" "none" {
    }
  EOT
}
