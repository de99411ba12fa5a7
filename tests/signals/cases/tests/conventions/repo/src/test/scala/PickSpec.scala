class PickSpec extends AnyFlatSpec {
}
