package io.github.webhooks4j.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.github.webhooks4j.house.House.CORE;
import static io.github.webhooks4j.house.House.EXAMPLES;
import static io.github.webhooks4j.house.House.in;
import static io.github.webhooks4j.house.House.method;
import static io.github.webhooks4j.house.House.named;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Random;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The rules of the house about what must be injected or avoided: clocks, threads, files, randomness, the console. */
class HousePurityTest {
    private static final JavaClasses HOUSE = House.CLASSES;

    private static final DescribedPredicate<JavaAccess<?>> SYSTEM_CLOCK = method(
                    Clock.class, "system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds", "tickMinutes")
            .or(method(InstantSource.class, "system"))
            .or(method(System.class, "currentTimeMillis"))
            .or(method(Instant.class, "now"))
            .or(method(LocalDate.class, "now"))
            .or(method(LocalTime.class, "now"))
            .or(method(LocalDateTime.class, "now"))
            .or(method(OffsetDateTime.class, "now"))
            .or(method(ZonedDateTime.class, "now"))
            .or(method(Date.class, "<init>"));
    private static final DescribedPredicate<JavaAccess<?>> STOPWATCH = method(System.class, "nanoTime");

    @Test
    void core_reads_no_clock() {
        noClasses()
                // A builder's default, for receivers, which need core only.
                .that(CORE.and(not(named("signature.WebhookVerifierBuilder"))))
                .should()
                .accessTargetWhere(SYSTEM_CLOCK.or(STOPWATCH))
                .because("its rules are functions of what they are given, the time included")
                .check(HOUSE);
    }

    @Test
    void core_starts_no_threads_and_takes_no_locks() {
        noClasses()
                .that(CORE.and(not(named("publish.Publisher"))))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.concurrent..")
                        .or(assignableTo(Thread.class))
                        .or(assignableTo(ThreadLocal.class))
                        .or(assignableTo(Timer.class)))
                .because("it is immutable values and functions on them; threads are the engine's")
                .check(HOUSE);
        noClasses()
                .that(CORE)
                .should()
                .accessTargetWhere(targetOwner(resideInAnyPackage("java.util.concurrent..")))
                .because("a publisher returns a future of the engine's, and core does nothing with it")
                .check(HOUSE);
    }

    @Test
    void core_does_no_io_and_logs_nothing() {
        noClasses()
                .that(CORE)
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.nio.file..",
                                "java.nio.channels..",
                                "java.net.http..",
                                "java.sql..",
                                "javax.sql..",
                                "java.util.logging..",
                                "org.slf4j..")
                        .and(not(equivalentTo(Connection.class)))
                        .or(describe(
                                "files, sockets or streams of the process",
                                type -> type.getName().startsWith("java.io.File")
                                        || type.getName().equals("java.io.RandomAccessFile")
                                        || type.getName().equals("java.io.PrintStream")
                                        || type.getName().startsWith("java.lang.System$Logger")
                                        || (type.getPackageName().equals("java.net")
                                                && !type.getSimpleName().startsWith("URI")))))
                .because("it returns what is to be done, and the engine does it")
                .check(HOUSE);
    }

    @Test
    void core_names_a_connection_in_one_place_and_calls_nothing_on_it() {
        noClasses()
                .that(CORE.and(not(named("spi.store.TransactionalStore"))))
                .should()
                .dependOnClassesThat(equivalentTo(Connection.class))
                .because("only that port passes the application's own transaction on, to a store that can use it")
                .check(HOUSE);
        noClasses()
                .that(CORE)
                .should()
                .accessTargetWhere(targetOwner(equivalentTo(Connection.class)))
                .because("it does no I/O")
                .check(HOUSE);
    }

    @Test
    void the_system_clock_is_only_the_default_of_builders() {
        noClasses()
                // What opens a store too: its default until a node takes a view with its own clock.
                .that(not(named(
                                "console.WebhookConsoleBuilder",
                                "console.portal.PortalLinksBuilder",
                                "engine.WebhookEngineBuilder",
                                "transport.CallbackClient",
                                "postgresql.PostgresStore",
                                "signature.WebhookVerifierBuilder",
                                "sqlite.SqliteStore",
                                "storecopy.StoreCopy",
                                "testkit.InMemoryStore"))
                        .and(not(in(EXAMPLES))))
                .should()
                .accessTargetWhere(SYSTEM_CLOCK)
                .because("what reads the time itself cannot be tested without waiting; inject a Clock")
                .check(HOUSE);
    }

    @Test
    void the_stopwatch_is_only_for_durations_on_the_wire_and_for_patience_in_tests() {
        noClasses()
                .that(not(named(
                        "transport.internal.exchange.ExchangeTimes",
                        "transport.internal.settings.SettingsDraft",
                        "testkit.Patience",
                        "tck.server.LoopbackServer",
                        "tck.transport.EndingContract")))
                .should()
                .accessTargetWhere(STOPWATCH)
                .because(
                        "it measures the time that really passes; what decides something uses the injected Clock, or, for"
                                + " connections and names, by the injected stopwatch, whose default ClientSettings has")
                .check(HOUSE);
    }

    @Test
    void never_sleeps() {
        noClasses()
                .should()
                .accessTargetWhere(method(Thread.class, "sleep").or(method(TimeUnit.class, "sleep")))
                .because("a sleeper cannot be woken to close; wait on a condition, with a bound")
                .check(HOUSE);
    }

    @Test
    void randomness_is_injected() {
        noClasses()
                .that(not(named(
                                "console.portal.PortalLinksBuilder",
                                "signature.PathSecret",
                                "signature.WebhookSecret",
                                // Passes a given seed to the platform as if it were random.
                                "signature.Ed25519",
                                "engine.ManualEngine",
                                "engine.WebhookEngineBuilder",
                                "transport.CallbackClient",
                                "jdbc.internal.crypto.SecretCipher"))
                        .and(not(in(EXAMPLES))))
                .should()
                .accessTargetWhere(method(Math.class, "random")
                        .or(method(UUID.class, "randomUUID"))
                        .or(method(Random.class, "<init>"))
                        .or(method(SecureRandom.class, "<init>"))
                        .or(method(ThreadLocalRandom.class, "current"))
                        .or(method(RandomGenerator.class, "getDefault", "of")))
                .because("a run must be repeatable from a seed")
                .check(HOUSE);
    }

    @Test
    void only_examples_write_to_the_console() {
        noClasses()
                .that(not(in(EXAMPLES)))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessTargetWhere(method(Throwable.class, "printStackTrace"))
                .because("the console is the application's")
                .check(HOUSE);
    }

    @Test
    void logging_is_slf4j() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.util.logging..", "org.apache.logging..", "org.apache.commons.logging.."))
                .because("the application chooses where its log goes")
                .check(HOUSE);
    }
}
