package io.github.webhooks4j.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryBuilderTest {
    @Test
    void derives_name_namespace_and_owner_from_the_full_name() {
        Repository repository = Repository.builder("pomona/orchard").build();

        assertThat(repository.name()).isEqualTo("orchard");
        assertThat(repository.namespace()).isEqualTo("pomona");
        assertThat(repository.owner()).isEqualTo("pomona");
    }

    @Test
    void puts_an_official_image_into_the_library() {
        Repository repository = Repository.builder("kettle").build();

        assertThat(repository.repoName()).isEqualTo("kettle");
        assertThat(repository.name()).isEqualTo("kettle");
        assertThat(repository.namespace()).isEqualTo("library");
    }

    @Test
    void is_an_active_public_repository_unless_set_otherwise() {
        assertThat(Repository.builder("a/b").build())
                .isEqualTo(new Repository(
                        "a/b", "b", "a", "a", null, null, null, null, "Active", null, 0, 0, false, false, false,
                        Map.of()));
    }

    @Test
    void sets_every_component() {
        Repository repository = Repository.builder("a/b")
                .owner("o")
                .repoUrl("https://hub.example/r/a/b")
                .description("d")
                .fullDescription("f")
                .dockerfile("FROM scratch")
                .status("Frozen")
                .dateCreated(Instant.ofEpochSecond(1))
                .commentCount(2)
                .starCount(3)
                .isPrivate(true)
                .isOfficial(true)
                .isTrusted(true)
                .build();

        assertThat(repository)
                .isEqualTo(new Repository(
                        "a/b",
                        "b",
                        "a",
                        "o",
                        "https://hub.example/r/a/b",
                        "d",
                        "f",
                        "FROM scratch",
                        "Frozen",
                        Instant.ofEpochSecond(1),
                        2,
                        3,
                        true,
                        true,
                        true,
                        Map.of()));
    }

    @Test
    void refuses_an_empty_name() {
        assertThatThrownBy(() -> Repository.builder("").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("repoName must not be empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "comment_count",
                "date_created",
                "description",
                "dockerfile",
                "full_description",
                "is_official",
                "is_private",
                "is_trusted",
                "name",
                "namespace",
                "owner",
                "repo_name",
                "repo_url",
                "star_count",
                "status"
            })
    void other_fields_may_not_hold_a_known_key(String key) {
        assertThatThrownBy(() -> new Repository(
                        "a",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Map.of(key, List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("otherFields must not hold " + key + ": set it through its own component");
    }
}
