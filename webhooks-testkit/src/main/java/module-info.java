import org.jspecify.annotations.NullMarked;

/**
 * What tests of webhooks need: a clock set by hand, a transport that responds from a script, a store in memory that can fail,
 * crash and take part in transactions of the application, and a real receiver on loopback.
 */
@NullMarked
module io.github.webhooks4j.testkit {
    requires transitive io.github.webhooks4j.core;
    requires transitive java.sql;
    requires static transitive org.jspecify;
    requires java.net.http;
    requires jdk.httpserver;

    exports io.github.webhooks4j.testkit;
}
