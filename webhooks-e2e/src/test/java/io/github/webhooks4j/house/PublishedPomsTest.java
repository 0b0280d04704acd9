package io.github.webhooks4j.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** What a registry wants of POMs; .ci/release-check looks at those that would be uploaded. */
class PublishedPomsTest {

    @Test
    void the_parent_has_what_all_inherit() {
        Element parent = Poms.parent();

        for (String element : List.of("url", "inceptionYear", "licenses", "developers", "scm", "issueManagement")) {
            assertThat(Poms.text(parent, element)).as(element).isNotEmpty();
        }
    }

    @Test
    void addresses_are_not_extended_by_the_names_of_modules() {
        Element scm = Poms.child(Poms.parent(), "scm").orElseThrow();

        assertThat(Poms.parent().getAttribute("child.project.url.inherit.append.path"))
                .isEqualTo("false");
        assertThat(scm.getAttribute("child.scm.url.inherit.append.path")).isEqualTo("false");
        assertThat(scm.getAttribute("child.scm.connection.inherit.append.path")).isEqualTo("false");
        assertThat(scm.getAttribute("child.scm.developerConnection.inherit.append.path"))
                .isEqualTo("false");
    }

    @Test
    void every_module_has_a_name_and_a_description_of_its_own() {
        assertThat(Poms.modules()).allSatisfy(module -> {
            assertThat(Poms.text(Poms.of(module), "name")).startsWith("Webhooks for Java: ");
            assertThat(Poms.text(Poms.of(module), "description")).endsWith(".");
        });
        assertThat(Poms.modules().stream().map(module -> Poms.text(Poms.of(module), "name")))
                .doesNotHaveDuplicates();
    }

    /** The command line is a program. */
    @Test
    void the_bom_has_every_library_that_is_published_and_nothing_else() {
        List<String> libraries = Poms.published().stream()
                .filter(module -> !List.of("webhooks-bom", "webhooks-cli").contains(module))
                .toList();
        Element managed =
                Poms.child(Poms.of("webhooks-bom"), "dependencyManagement").orElseThrow();

        assertThat(Poms.texts(managed, "artifactId")).containsExactlyInAnyOrderElementsOf(libraries);
        assertThat(Poms.texts(managed, "groupId")).containsOnly("io.github.webhooks4j");
        assertThat(Poms.texts(managed, "version")).containsOnly("${project.version}");
    }

    @Test
    void what_is_not_published_says_so_itself() {
        assertThat(Poms.modules())
                .allSatisfy(module -> assertThat(Poms.texts(Poms.of(module), "maven.deploy.skip"))
                        .as(module)
                        .isEqualTo(Poms.published().contains(module) ? List.of() : List.of("true")));
    }

    /** Otherwise Java derives a name from that of the file, which changes when the file is renamed. */
    @Test
    void every_library_has_a_module_name() {
        assertThat(Poms.published())
                .filteredOn(module -> !module.equals("webhooks-bom"))
                .allMatch(module -> Files.exists(Poms.PROJECT.resolve(module).resolve("src/main/java/module-info.java"))
                        || Poms.texts(Poms.of(module), "Automatic-Module-Name").stream()
                                .anyMatch(name -> name.startsWith("io.github.webhooks4j.")));
    }

    /** A release is made by a person from a copy of it. */
    @Test
    void the_project_is_a_snapshot() {
        assertThat(Poms.text(Poms.parent(), "version")).endsWith("-SNAPSHOT");
    }

    /** What breaks users on purpose is excluded from the comparison with the last release, and listed for them. */
    @Test
    void every_exception_from_the_comparison_of_apis_is_in_the_changelog() throws IOException {
        String changelog = Files.readString(Poms.PROJECT.resolve("CHANGELOG.md"));
        Element api = Poms.profile("api");

        assertThat(Poms.texts(api, "exclude"))
                .filteredOn(excluded -> !excluded.contains("internal"))
                .allSatisfy(excluded ->
                        assertThat(changelog).contains("`" + excluded.substring(excluded.lastIndexOf('.') + 1) + "`"));
    }
}
