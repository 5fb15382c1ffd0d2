import Testing

@Suite struct HomeTests {
}
