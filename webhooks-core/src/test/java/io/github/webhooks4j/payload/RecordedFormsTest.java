package io.github.webhooks4j.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.internal.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of the payload that was ever recorded, with invented values. */
class RecordedFormsTest {
    private static final String DOCKERFILE = """
            #
            # BUILD\t\tdocker build -t marionette/puppet-lab .
            FROM\t\tdebian

            VOLUME\t\t[/srv/strings]
            CMD\t\techo "up" ; tail -f /srv/strings/*
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "documented-form",
                "float-times-without-tag",
                "push-data-first-2015",
                "string-counts-2016",
                "official-image",
                "organisation-with-media-type-2022",
                "text-times-and-foreign-fields",
                "hardened-image-2026",
                "poked-by-a-script"
            })
    void reads_what_it_wrote(String form) {
        PushPayload payload = PushPayload.parse(bytes(form));

        assertThat(PushPayload.parse(payload.toJson())).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "documented-form",
                "float-times-without-tag",
                "push-data-first-2015",
                "official-image",
                "hardened-image-2026",
                "poked-by-a-script"
            })
    void writes_every_value_that_it_read(String form) {
        byte[] written = PushPayload.parse(bytes(form)).toJson();

        assertThat(tree(written)).isEqualTo(tree(bytes(form)));
    }

    @Test
    void reads_the_documented_form() {
        PushPayload payload = PushPayload.parse(bytes("documented-form"));

        assertThat(payload.callbackUrl())
                .isEqualTo(URI.create("https://registry.example.com/u/marionette/puppet-lab/hook/4b1d7e0a9c3f52f68a/"));
        assertThat(payload.pushData())
                .isEqualTo(PushData.of(Instant.ofEpochSecond(1719301122), "trustedbuilder", "latest"));
        assertThat(payload.repository())
                .isEqualTo(new Repository(
                        "marionette/puppet-lab",
                        "puppet-lab",
                        "marionette",
                        "marionette",
                        "https://registry.example.com/u/marionette/puppet-lab/",
                        "",
                        "Strings for everybody",
                        DOCKERFILE,
                        "Active",
                        Instant.ofEpochSecond(1700000411),
                        0,
                        7,
                        true,
                        false,
                        true,
                        Map.of()));
        assertThat(payload.otherFields()).isEmpty();
    }

    @Test
    void writes_the_documented_form_in_the_documented_order() {
        byte[] form = bytes("documented-form");

        assertThat(PushPayload.parse(form).toJson()).isEqualTo(StrictJson.write(tree(form)));
    }

    @Test
    void reads_float_times_and_no_tag() {
        PushData pushed = PushPayload.parse(bytes("float-times-without-tag")).pushData();

        assertThat(pushed.pushedAt()).isEqualTo(Instant.ofEpochSecond(1421234567));
        assertThat(pushed.tag()).isNull();
        assertThat(pushed.otherFields())
                .containsExactly(Map.entry("images", List.of("0f5e1c77d2aa", "77aa90b3c1de", "...")));
    }

    @Test
    void reads_an_absent_dockerfile_and_a_null_readme_as_none_but_keeps_them_apart() {
        Repository repository = PushPayload.parse(bytes("push-data-first-2015")).repository();

        assertThat(repository.dockerfile()).isNull();
        assertThat(repository.fullDescription()).isNull();
        assertThat(repository.otherFields()).containsOnlyKeys("full_description");
    }

    @Test
    void reads_counts_given_as_text_and_writes_them_as_integers() {
        PushPayload payload = PushPayload.parse(bytes("string-counts-2016"));

        assertThat(payload.repository().commentCount()).isZero();
        assertThat(payload.repository().starCount()).isEqualTo(12);
        assertThat(tree(payload.toJson()).get("repository"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("comment_count", 0L)
                .containsEntry("star_count", 12L);
    }

    @Test
    void reads_an_official_image_without_a_slash() {
        Repository repository = PushPayload.parse(bytes("official-image")).repository();

        assertThat(repository.repoName()).isEqualTo("kettle");
        assertThat(repository.namespace()).isEqualTo("library");
        assertThat(repository.isOfficial()).isFalse();
        assertThat(repository.starCount()).isNull();
    }

    @Test
    void reads_an_empty_callback_url_as_none() {
        PushPayload payload = PushPayload.parse(bytes("organisation-with-media-type-2022"));

        assertThat(payload.callbackUrl()).isNull();
        assertThat(tree(payload.toJson())).containsOnlyKeys("push_data", "repository");
    }

    @Test
    void reads_times_given_as_text() {
        PushPayload payload = PushPayload.parse(bytes("text-times-and-foreign-fields"));

        assertThat(payload.pushData().pushedAt()).isEqualTo(Instant.parse("2024-05-01T10:00:00Z"));
        assertThat(payload.repository().dateCreated()).isEqualTo(Instant.parse("2016-10-28T21:31:42Z"));
    }

    @Test
    void keeps_foreign_fields_of_every_object() {
        PushPayload payload = PushPayload.parse(bytes("text-times-and-foreign-fields"));

        assertThat(payload.pushData().otherFields()).containsExactly(Map.entry("digest", "sha256:5bcf1a"));
        assertThat(payload.repository().otherFields())
                .containsExactly(
                        Map.entry("region", "cn-somewhere"),
                        Map.entry("repo_full_name", "pomona/orchard"),
                        Map.entry("repo_type", "PUBLIC"));
    }

    private static Map<String, @Nullable Object> tree(byte[] json) {
        return StrictJson.parseObject(json, PushPayload.MAX_BYTES);
    }

    private static byte[] bytes(String form) {
        try (InputStream in = RecordedFormsTest.class.getResourceAsStream(form + ".json")) {
            assertThat(in).as(form).isNotNull();
            return in == null ? new byte[0] : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
