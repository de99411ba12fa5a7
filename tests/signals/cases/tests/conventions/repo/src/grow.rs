pub fn grow(x: u8) -> u8 { x + 1 }
#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn grows() {}
}
