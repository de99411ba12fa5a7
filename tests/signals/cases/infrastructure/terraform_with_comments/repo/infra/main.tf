/* The orchard's
   bucket. */
locals {
  arn    = "arn:aws:s3:::pears/*"
  joined = "${join("/*", ["a", "}"])}"
  doc    = <<EOT
Who reads this? "
EOT
}

resource "aws_s3_bucket" "pears" {
  bucket = "pears" # */
}
