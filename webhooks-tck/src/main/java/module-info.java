import org.jspecify.annotations.NullMarked;

/** The contracts that every store and every transport keeps, as tests: a technology compatibility kit for the authors of both. */
@NullMarked
module io.github.webhooks4j.tck {
    requires transitive io.github.webhooks4j.core;
    requires transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;
    requires io.github.webhooks4j.testkit;
    requires org.assertj.core;

    exports io.github.webhooks4j.tck;
    exports io.github.webhooks4j.tck.server;
    exports io.github.webhooks4j.tck.store;
    exports io.github.webhooks4j.tck.transport;

    // The contracts' tests are package-private; JUnit calls them by reflection.
    opens io.github.webhooks4j.tck.internal.store to
            org.junit.platform.commons;
    opens io.github.webhooks4j.tck.store to
            org.junit.platform.commons;
    opens io.github.webhooks4j.tck.transport to
            org.junit.platform.commons;
}
