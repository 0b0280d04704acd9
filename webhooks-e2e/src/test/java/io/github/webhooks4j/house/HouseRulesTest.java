package io.github.webhooks4j.house;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.github.webhooks4j.house.House.CLI;
import static io.github.webhooks4j.house.House.CONSOLE;
import static io.github.webhooks4j.house.House.CORE;
import static io.github.webhooks4j.house.House.ENGINE;
import static io.github.webhooks4j.house.House.EXAMPLES;
import static io.github.webhooks4j.house.House.HTTP_JDK;
import static io.github.webhooks4j.house.House.JDBC;
import static io.github.webhooks4j.house.House.JSON;
import static io.github.webhooks4j.house.House.NETTY;
import static io.github.webhooks4j.house.House.OKHTTP;
import static io.github.webhooks4j.house.House.STORE_COPY;
import static io.github.webhooks4j.house.House.TCK;
import static io.github.webhooks4j.house.House.TESTKIT;
import static io.github.webhooks4j.house.House.TRANSPORT;
import static io.github.webhooks4j.house.House.in;
import static io.github.webhooks4j.house.House.method;
import static io.github.webhooks4j.house.House.named;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house that a machine can see; those about clocks, threads and I/O are in {@link HousePurityTest}. */
class HouseRulesTest {
    private static final JavaClasses HOUSE = House.CLASSES;

    @Test
    void every_module_is_under_the_rules() {
        for (DescribedPredicate<JavaClass> module : List.of(
                CORE,
                in(ENGINE),
                in(HTTP_JDK),
                in(CONSOLE),
                in(TRANSPORT),
                in(OKHTTP),
                in(NETTY),
                in(JDBC),
                in(STORE_COPY),
                in(TESTKIT),
                in(TCK),
                in(CLI),
                in(EXAMPLES))) {
            assertThat(HOUSE.that(module)).as(module.getDescription()).isNotEmpty();
        }
        assertThat(HOUSE.contain(HouseRulesTest.class)).isFalse();
    }

    @Test
    void core_depends_on_no_other_module() {
        classes()
                .that(CORE)
                .should()
                .onlyDependOnClassesThat(
                        CORE.or(resideInAnyPackage("java..", "javax.crypto..", "org.jspecify..", "com.fasterxml..")))
                .because("all other modules are built on it")
                .check(HOUSE);
    }

    @Test
    void the_testkit_knows_core_only() {
        noClasses()
                .that(in(TESTKIT))
                .should()
                .dependOnClassesThat(in(ENGINE, TRANSPORT, OKHTTP, NETTY, JDBC, TCK, EXAMPLES))
                .because("every store, transport and engine is tested with it, also those of other projects")
                .check(HOUSE);
    }

    @Test
    void tck_depends_on_core_and_the_testkit_only() {
        noClasses()
                .that(in(TCK))
                .should()
                .dependOnClassesThat(in(ENGINE, TRANSPORT, OKHTTP, NETTY, JDBC, EXAMPLES))
                .because("authors of a store or a transport need nothing else")
                .check(HOUSE);
    }

    @Test
    void the_copy_of_stores_knows_the_stores_that_it_copies_and_core_only() {
        noClasses()
                .that(in(STORE_COPY))
                .should()
                .dependOnClassesThat(in(ENGINE, OKHTTP, TESTKIT, TCK, EXAMPLES))
                .because("a copy is made without an engine, and where none runs")
                .check(HOUSE);
    }

    @Test
    void no_store_knows_that_it_can_be_copied_to_another() {
        noClasses()
                .that(in(JDBC))
                .should()
                .dependOnClassesThat(in(STORE_COPY))
                .because("an application on one database needs none of the other")
                .check(HOUSE);
    }

    @Test
    void the_engine_knows_no_store_and_no_transport() {
        noClasses()
                .that(in(ENGINE))
                .should()
                .dependOnClassesThat(in(TRANSPORT, OKHTTP, NETTY, JDBC, TESTKIT, TCK, EXAMPLES))
                .because("it acts on the world through the ports only, so that it runs on any store and any transport")
                .check(HOUSE);
    }

    @Test
    void the_jdk_servers_adapter_knows_engine_and_core_only() {
        noClasses()
                .that(in(HTTP_JDK))
                .should()
                .dependOnClassesThat(in(TRANSPORT, OKHTTP, NETTY, JDBC, TESTKIT, EXAMPLES))
                .because("it mounts what the engine has, and nothing else")
                .check(HOUSE);
    }

    @Test
    void the_console_knows_engine_and_core_only() {
        noClasses()
                .that(in(CONSOLE))
                .should()
                .dependOnClassesThat(in(HTTP_JDK, TRANSPORT, OKHTTP, NETTY, JDBC, TESTKIT, EXAMPLES))
                .because("it shows and steers what any engine has")
                .check(HOUSE);
    }

    @Test
    void pages_of_the_console_have_the_engine_within_a_scope_only() {
        noClasses()
                .that(in("..console.internal..")
                        .and(not(named("console.internal.engine.ScopedEngine", "console.internal.engine.NodeState"))))
                .should()
                .dependOnClassesThat(named(
                        "engine.WebhookEngine",
                        "engine.Webhooks",
                        "engine.Chains",
                        "engine.Bulk",
                        "engine.SetAside",
                        "engine.history.History"))
                .because("what is outside the scope of a visitor must be unknown to every page")
                .check(HOUSE);
    }

    @Test
    void the_engine_knows_no_http_server() {
        noClasses()
                .that(in(ENGINE))
                .should()
                .dependOnClassesThat(in(HTTP_JDK).or(resideInAnyPackage("com.sun.net.httpserver..")))
                .because("an application has a server of its own")
                .check(HOUSE);
    }

    @Test
    void what_transports_share_knows_core_only() {
        noClasses()
                .that(in(TRANSPORT))
                .should()
                .dependOnClassesThat(in(ENGINE, OKHTTP, NETTY, JDBC, TESTKIT, TCK, EXAMPLES))
                .because("every transport is built on it")
                .check(HOUSE);
    }

    @Test
    void okhttp_knows_core_and_what_transports_share_only() {
        noClasses()
                .that(in(OKHTTP))
                .should()
                .dependOnClassesThat(in(ENGINE, NETTY, JDBC, TESTKIT, TCK, EXAMPLES))
                .because("receivers use it without an engine and without a store")
                .check(HOUSE);
    }

    @Test
    void netty_knows_core_and_what_transports_share_only() {
        noClasses()
                .that(in(NETTY))
                .should()
                .dependOnClassesThat(in(ENGINE, OKHTTP, JDBC, TESTKIT, TCK, EXAMPLES))
                .because("it takes the place of another transport")
                .check(HOUSE);
    }

    @Test
    void jdbc_knows_core_only() {
        noClasses()
                .that(in(JDBC))
                .should()
                .dependOnClassesThat(in(ENGINE, TRANSPORT, OKHTTP, NETTY, TESTKIT, TCK, EXAMPLES))
                .because("a store stores what it is given and decides nothing")
                .check(HOUSE);
    }

    @Test
    void jdbc_knows_no_database_and_no_driver() {
        noClasses()
                .that(in("io.github.webhooks4j.jdbc.."))
                .should()
                .dependOnClassesThat(in(
                        "io.github.webhooks4j.sqlite..",
                        "io.github.webhooks4j.postgresql..",
                        "org.sqlite..",
                        "org.postgresql.."))
                .because("a service ships the driver of its own database only")
                .check(HOUSE);
    }

    @Test
    void no_database_knows_another() {
        noClasses()
                .that(in("io.github.webhooks4j.sqlite.."))
                .should()
                .dependOnClassesThat(in("io.github.webhooks4j.postgresql..", "org.postgresql.."))
                .check(HOUSE);
        noClasses()
                .that(in("io.github.webhooks4j.postgresql.."))
                .should()
                .dependOnClassesThat(in("io.github.webhooks4j.sqlite..", "org.sqlite.."))
                .check(HOUSE);
    }

    @Test
    void rooms_of_jdbc_have_no_cycles() {
        slices().matching("io.github.webhooks4j.jdbc.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(HOUSE);
    }

    @Test
    void examples_know_all_but_the_testkit() {
        noClasses()
                .that(in(EXAMPLES))
                .should()
                .dependOnClassesThat(in(TESTKIT, TCK))
                .because("they show what an application contains, and an application does not ship test code")
                .check(HOUSE);
    }

    @Test
    void test_libraries_are_used_in_the_tck_only() {
        noClasses()
                .that(not(in(TCK)))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.junit..", "org.assertj..", "mockwebserver3.."))
                .because("dependencies are forced on users")
                .check(HOUSE);
    }

    @Test
    void packages_have_no_cycles() {
        slices().assignedFrom(House.packages())
                .should()
                .beFreeOfCycles()
                // An entry names every command; it is what no command needs.
                .ignoreDependency(named("examples.Main", "cli.Main"), alwaysTrue())
                .because("a package can be read, and moved, only if it does not need those that need it")
                .check(HOUSE);
    }

    @Test
    void no_library_shows_in_a_public_signature() {
        classes()
                .that(not(in(EXAMPLES, "..internal..")))
                .and(describe("are public, as far as their outer classes are", HouseRulesTest::isPublic))
                .should(ShownTypes.noneOf(
                        "com.fasterxml.jackson",
                        "gg.jte",
                        "okhttp3",
                        "okio",
                        "org.sqlite",
                        "org.postgresql",
                        "org.slf4j"))
                .because("a library that users compile against can never be exchanged")
                .check(HOUSE);
    }

    @Test
    void jackson_is_used_in_one_package_only() {
        noClasses()
                .that(not(in(JSON, EXAMPLES)))
                // The validator of JSON schemas reads trees of Jackson, of bodies that were checked before.
                .and(not(named("schema.SchemaValidator")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("com.fasterxml.."))
                .because("there is one reading of JSON, the strict one")
                .check(HOUSE);
    }

    @Test
    void secrets_are_compared_in_constant_time() {
        classes()
                .that(named(
                        "console.access.BasicGate",
                        "console.portal.PortalToken",
                        "signature.PathSecret",
                        "signature.WebhookSecret",
                        "signature.WebhookVerifier",
                        "engine.callback.CallbackUrls"))
                .should()
                .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
                .because("the time of a comparison must not reveal how much of a guess was right")
                .check(HOUSE);
    }

    @Test
    void nothing_near_secrets_is_compared_in_a_way_that_ends_early() {
        noClasses()
                .that(in("..signature..").or(named("engine.callback.CallbackUrls")))
                .should()
                .accessTargetWhere(
                        method(String.class, "equals", "equalsIgnoreCase", "contentEquals", "compareTo", "matches")
                                .or(method(Arrays.class, "equals", "compare", "mismatch"))
                                .or(method(Objects.class, "equals", "deepEquals")))
                .because("the time of a comparison must not reveal how much of a guess was right")
                .check(HOUSE);
    }

    @Test
    void only_transports_open_urls() {
        noClasses()
                .that(not(in(OKHTTP, NETTY, TESTKIT, TCK)))
                // The hub that the user of a command names; a key manager, whose methods have a socket as parameter.
                .and(not(named("cli.store.HubSource", "transport.internal.profile.ClientKeys")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net.http..")
                        .or(describe(
                                "URL or a socket that connects",
                                type -> Set.of("java.net.URL", "java.net.URLConnection", "java.net.Socket")
                                        .contains(type.getName()))))
                .orShould()
                .accessTargetWhere(method(URI.class, "toURL"))
                .because("the target_url of a callback is never opened, and every other address must pass the guard")
                .check(HOUSE);
    }

    @Test
    void okhttp_clients_are_made_in_one_class_only() {
        noClasses()
                .that(not(named("okhttp.internal.client.ClientShards")))
                .should()
                .accessTargetWhere(targetOwner(resideInAnyPackage("okhttp3..")
                        .and(describe(
                                "OkHttpClient or its builder",
                                type -> type.getName().startsWith("okhttp3.OkHttpClient")))))
                .because("every address that is connected to must pass the guard, and nothing may be sent twice")
                .check(HOUSE);
    }

    @Test
    void names_say_what_a_class_is() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helper|Manager|Impl)(\\$.*)?")
                .orShould()
                .resideInAnyPackage("..util..", "..utils..", "..impl..", "..common..")
                .because("such a name fits everything, so everything ends up there")
                .check(HOUSE);
    }

    @Test
    void classes_are_final_unless_made_to_be_extended() {
        classes()
                .that(not(in(TCK)))
                .and(not(named("WebhookException")))
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areNotAnonymousClasses()
                .and(not(simpleNameEndingWith("package-info")))
                // Sealed, which ArchUnit does not see, or what the stores of databases, or both transports, share.
                .and(not(
                        named("jdbc.JdbcStore", "jdbc.internal.sql.JdbcSession", "transport.builder.TransportBuilder")))
                .should()
                .haveModifier(JavaModifier.FINAL)
                .because("a class can be opened later, but never closed again; only contracts are extended")
                .check(HOUSE);
    }

    @Test
    void fields_that_others_see_are_final() {
        // JUnit sets up fixtures of contracts anew before each test.
        fields().that()
                .arePublic()
                .or()
                .areProtected()
                .and()
                .areDeclaredInClassesThat()
                .haveSimpleNameNotEndingWith("Fixture")
                .should()
                .beFinal()
                .because("what can be changed from outside has no rule")
                .check(HOUSE);
    }

    @Test
    void loggers_have_one_name() {
        fields().that()
                .haveRawType("org.slf4j.Logger")
                .should()
                .haveName("LOG")
                .andShould()
                .bePrivate()
                .andShould()
                .beFinal()
                .because("a reader finds what is logged by one search")
                .check(HOUSE);
    }

    @Test
    void every_package_is_null_marked() {
        Set<JavaPackage> unmarked = HOUSE.stream()
                .map(JavaClass::getPackage)
                .filter(known -> !known.isAnnotatedWith(NullMarked.class))
                .collect(Collectors.toSet());

        assertThat(unmarked)
                .as("because NullAway checks annotated packages only")
                .isEmpty();
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(HouseRulesTest::isPublic).orElse(true);
    }
}
