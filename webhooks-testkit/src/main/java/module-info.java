import org.jspecify.annotations.NullMarked;

/**
 * What tests of webhooks need: a clock set by hand, a transport that answers from a script, a store in memory that can fail
 * and crash, a real receiver on loopback, and the contracts that every store and every transport keeps.
 */
@NullMarked
module io.github.webhooks4j.testkit {
    requires transitive io.github.webhooks4j.core;
    requires transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;
    requires org.assertj.core;
    requires java.net.http;
    requires jdk.httpserver;

    exports io.github.webhooks4j.testkit;

    // The contracts' tests are package-private; JUnit calls them by reflection.
    opens io.github.webhooks4j.testkit to
            org.junit.platform.commons;
}
