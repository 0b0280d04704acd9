package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.competitors.Competitors;
import io.github.webhooks4j.benchmarks.webhooks4j.GuardedNetty;
import io.github.webhooks4j.benchmarks.webhooks4j.GuardedOkHttp;
import io.github.webhooks4j.benchmarks.webhooks4j.RawOkHttp;
import io.github.webhooks4j.benchmarks.webhooks4j.Webhooks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All contenders. */
public final class Subjects {
    private Subjects() {}

    /** Returns all contenders, in the order of tables. */
    public static List<Subject> all() {
        return Stream.concat(
                        Stream.of(new RawOkHttp(), new GuardedOkHttp(), new GuardedNetty()),
                        withCompetitors(ownSubjectsOnEachTransport()).stream())
                .toList();
    }

    /** Returns subjects of this library, and its competitors. */
    public static List<Subject> withCompetitors(List<Subject> own) {
        var subjects = new ArrayList<>(own);
        subjects.addAll(Competitors.all());
        return List.copyOf(subjects);
    }

    /** Returns this library on each of its stores, with its default transport. */
    public static List<Subject> ownSubjects() {
        return List.of(Webhooks.onSqlite(), Webhooks.onPostgres());
    }

    /** Returns this library on the store that several nodes can have open, with each of its transports. */
    public static List<Subject> ownSubjectsOnPostgres() {
        return List.of(Webhooks.onPostgres(), Webhooks.onPostgresAndNetty());
    }

    /** Returns this library on each of its stores, with each of its transports. */
    public static List<Subject> ownSubjectsOnEachTransport() {
        return List.copyOf(Webhooks.all());
    }
}
