package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Contender;
import io.github.webhooks4j.benchmarks.ours.RawOkHttp;
import io.github.webhooks4j.benchmarks.ours.Webhooks;
import io.github.webhooks4j.benchmarks.peers.Peers;
import java.util.List;
import java.util.stream.Stream;

/** All contenders. */
final class Contenders {
    private Contenders() {}

    /** Returns all contenders, in the order of tables. */
    static List<Contender> all() {
        return Stream.of(List.<Contender>of(new RawOkHttp()), ours(), Peers.all())
                .flatMap(List::stream)
                .toList();
    }

    /** Returns this library on each of its stores. */
    static List<Contender> ours() {
        return List.of(Webhooks.onSqlite(), Webhooks.onPostgres());
    }
}
