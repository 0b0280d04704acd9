package io.github.webhooks4j.transport;

/** What the parts of the contract have in common. */
abstract class GuardedFixture {
    private final GuardedTransportContract contract;

    GuardedFixture(GuardedTransportContract contract) {
        this.contract = contract;
    }

    TestedTransport.Builder builder() {
        return contract.builder();
    }
}
