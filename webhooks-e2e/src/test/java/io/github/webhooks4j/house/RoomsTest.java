package io.github.webhooks4j.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.github.webhooks4j.house.House.in;
import static io.github.webhooks4j.house.House.named;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rooms of the modules, and the direction of the arrows between them: docs/layout.md draws them. */
class RoomsTest {
    private static final JavaClasses HOUSE = House.CLASSES;
    private static final String ROOT = "io.github.webhooks4j";
    private static final int MAX_TYPES = 18;

    /** Each line depends on lines below it only. */
    private static final List<List<String>> ENGINE = List.of(
            List.of(".engine"),
            List.of(".engine.internal.runtime"),
            List.of(".engine.internal.publish", ".engine.internal.delivery", ".engine.internal.upkeep"),
            List.of(".engine.internal.commit", ".engine.internal.registry"),
            List.of(".engine.internal.lane", ".engine.internal.listener"),
            List.of(".engine.internal.backend"),
            List.of(".engine.internal.context"),
            List.of(".engine.view"),
            List.of(
                    ".engine.lifecycle",
                    ".engine.listener",
                    ".engine.callback",
                    ".engine.history",
                    ".engine.health",
                    ".engine.metrics",
                    ".engine.webhook"));

    @Test
    void no_room_of_the_engine_depends_on_a_room_above_it() {
        for (int i = 1; i < ENGINE.size(); i++) {
            String[] above = ENGINE.subList(0, i).stream()
                    .flatMap(List::stream)
                    .map(ROOT::concat)
                    .toArray(String[]::new);
            for (String room : ENGINE.get(i)) {
                noClasses()
                        .that(in(ROOT + room))
                        .should()
                        .dependOnClassesThat(in(above))
                        .because("a room is understood without those above it")
                        .check(HOUSE);
            }
        }
    }

    @Test
    void every_room_of_the_engine_is_in_the_list_of_layers() {
        List<String> listed =
                ENGINE.stream().flatMap(List::stream).map(ROOT::concat).toList();

        assertThat(HOUSE.that(in(ROOT + ".engine..")).stream().map(JavaClass::getPackageName))
                .isNotEmpty()
                .isSubsetOf(listed);
    }

    @Test
    void what_users_see_does_not_depend_on_the_ports() {
        noClasses()
                .that(in(
                        ROOT + ".callback..",
                        ROOT + ".chain..",
                        ROOT + ".delivery..",
                        ROOT + ".event..",
                        ROOT + ".handshake..",
                        ROOT + ".history..",
                        ROOT + ".payload..",
                        ROOT + ".publish..",
                        ROOT + ".signature..",
                        ROOT + ".stats..",
                        ROOT + ".webhook.."))
                .should()
                .dependOnClassesThat(in(ROOT + ".spi.."))
                .because("the ports are for authors of stores and transports, and may change without users")
                .check(HOUSE);
    }

    @Test
    void events_do_not_depend_on_payloads() {
        noClasses()
                .that(in(ROOT + ".event.."))
                .should()
                .dependOnClassesThat(in(ROOT + ".payload.."))
                .because("a push is one of many events")
                .check(HOUSE);
    }

    @Test
    void packages_have_at_most_18_types() {
        for (JavaClass type : HOUSE) {
            JavaPackage room = type.getPackage();
            // What jte generates has one type for each template.
            if (!room.getName().contains(".spi.") && !room.getName().endsWith(".console.internal.html")) {
                assertThat(room.getClasses().stream()
                                .filter(member -> member.isTopLevelClass() && !member.isArray())
                                .filter(member -> !member.getSimpleName().equals("package-info"))
                                .map(JavaClass::getSimpleName))
                        .as(room.getName())
                        .hasSizeLessThanOrEqualTo(MAX_TYPES);
            }
        }
    }

    @Test
    void no_exported_type_shows_an_internal_one() {
        classes()
                .that(describe("are public", type -> type.getModifiers().contains(JavaModifier.PUBLIC)))
                .and(not(describe("are internal", type -> type.getPackageName().contains(".internal"))))
                // Their constructors are for the engine and for the modules of databases and transports.
                .and(not(named("jdbc.JdbcStore", "engine.WebhookEngineBuilder", "transport.builder.TransportBuilder")))
                .should(ShownTypes.noneOf(
                        ROOT + ".internal",
                        ROOT + ".engine.internal",
                        ROOT + ".jdbc.internal",
                        ROOT + ".okhttp.internal",
                        ROOT + ".netty.internal",
                        ROOT + ".transport.internal",
                        ROOT + ".sqlite.internal",
                        ROOT + ".postgresql.internal"))
                .because("what is internal can change at any time")
                .check(HOUSE);
    }
}
