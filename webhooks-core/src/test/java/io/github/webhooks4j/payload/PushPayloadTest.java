package io.github.webhooks4j.payload;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.internal.json.ObjectWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushPayloadTest {
    private static final Instant PUSHED_AT = Instant.parse("2026-02-03T04:05:06Z");
    private static final Repository REPOSITORY =
            Repository.builder("pomona/orchard").build();

    @Test
    void writes_callback_url_first_then_push_data_then_repository() {
        PushPayload payload = PushPayload.of(PushData.of(PUSHED_AT, "pomona", "v1"), REPOSITORY)
                .withCallbackUrl(URI.create("https://hub.example/c/1"));

        assertThat(written(payload))
                .isEqualTo("{'callback_url':'https://hub.example/c/1',"
                        + "'push_data':{'pushed_at':1770091506,'pusher':'pomona','tag':'v1'},"
                        + "'repository':{'comment_count':0,'is_official':false,'is_private':false,'is_trusted':false,"
                        + "'name':'orchard','namespace':'pomona','owner':'pomona','repo_name':'pomona/orchard',"
                        + "'star_count':0,'status':'Active'}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'push_data':null,'repository':{'repo_name':'a/b'}}",
                "{'push_data':{},'repository':{'repo_name':'a/b'}}",
                "{'callback_url':null,'push_data':{'pushed_at':null,'pusher':null,'tag':null},'repository':{'repo_name':'a/b'}}",
                "{'push_data':{'tag':''},'repository':{'description':'','dockerfile':null,'repo_name':'a/b'}}",
                "{'push_data':{},'repository':{'comment_count':null,'date_created':null,'is_official':null,'repo_name':'a/b'}}",
                "{'push_data':{'images':null},'repository':{'repo_name':'a/b','z':1,'y':[null,{}],'x':{'b':1.50,'a':1E+400}},'b':-1,'a':12345678901234567890}"
            })
    void writes_back_null_absent_empty_and_unknown_as_they_were(String json) {
        PushPayload payload = parse(json);

        assertThat(written(payload)).isEqualTo(json);
        assertThat(PushPayload.parse(payload.toJson())).isEqualTo(payload);
    }

    @Test
    void writes_a_field_once_that_is_null_among_the_other_fields() {
        var nulls = new HashMap<String, @Nullable Object>();
        nulls.put("tag", null);
        nulls.put("x", null);

        byte[] json = ObjectWriter.write(
                out -> new FieldWriter(out, nulls).put("tag", "v1").remaining(List.of("tag")));

        assertThat(new String(json, StandardCharsets.UTF_8)).isEqualTo("{\"tag\":\"v1\",\"x\":null}");
    }

    @Test
    void keeps_null_absent_and_empty_apart() {
        Repository repository = parse("{'repository':{'repo_name':'a/b','description':'','full_description':null}}")
                .repository();

        assertThat(repository.description()).isEmpty();
        assertThat(repository.fullDescription()).isNull();
        assertThat(repository.otherFields()).containsOnlyKeys("full_description");
        assertThat(repository.dockerfile()).isNull();
        assertThat(repository.otherFields()).doesNotContainKey("dockerfile");
    }

    @Test
    void reads_every_32_bit_count_from_a_string() {
        Repository repository = parse(
                        "{'repository':{'repo_name':'a/b','comment_count':'-2147483648','star_count':'2147483647'}}")
                .repository();

        assertThat(repository.commentCount()).isEqualTo(Integer.MIN_VALUE);
        assertThat(repository.starCount()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void reads_a_float_of_an_unknown_field_as_what_it_writes() {
        PushPayload payload = parse("{'repository':{'repo_name':'a/b'},'built_at':1.417566161e+09}");

        assertThat(payload.otherFields()).containsExactly(Map.entry("built_at", 1417566161L));
    }

    @Test
    void what_is_read_cannot_be_changed() {
        PushPayload payload = parse("{'repository':{'repo_name':'a/b'},'x':{'list':[1]}}");
        var inner = (Map<?, ?>) requireNonNull(payload.otherFields().get("x"));
        var list = (List<?>) requireNonNull(inner.get("list"));

        assertThat(list).isEqualTo(List.of(1L));
        assertThatThrownBy(() -> payload.otherFields().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> inner.clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> list.clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void copies_other_fields_deeply() {
        var inner = new HashMap<String, @Nullable Object>(Map.of("list", List.of(1, 2.5)));
        var payload = new PushPayload(null, PushData.of(null, null, null), REPOSITORY, Map.of("x", inner));

        inner.clear();

        assertThat(payload.otherFields())
                .isEqualTo(Map.of("x", Map.of("list", List.of(1L, new java.math.BigDecimal("2.5")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"callback_url", "push_data", "repository"})
    void other_fields_may_not_hold_a_known_key(String key) {
        assertThatThrownBy(() -> new PushPayload(null, PushData.of(null, null, null), REPOSITORY, Map.of(key, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("otherFields must not hold " + key + ": set it through its own component");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pushed_at", "pusher", "tag"})
    void other_fields_of_push_data_may_not_hold_a_known_key(String key) {
        assertThatThrownBy(() -> new PushData(null, null, null, Map.of(key, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("otherFields must not hold " + key + ": set it through its own component");
    }

    @Test
    void other_fields_may_hold_only_what_json_can() {
        assertThatThrownBy(() -> new PushData(null, null, null, Map.of("x", PUSHED_AT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a JSON value must be text, a finite number, a boolean, a list, a map or null, was class"
                        + " java.time.Instant");
    }

    @Test
    void refuses_a_callback_url_that_is_no_web_url() {
        assertThatThrownBy(() -> PushPayload.of(PushData.of(null, null, null), REPOSITORY)
                        .withCallbackUrl(URI.create("mailto:ops@example.com")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("callbackUrl must be an absolute http or https URL, was \"mailto:ops@example.com\"");
    }

    @Test
    void with_no_callback_url_forgets_that_the_text_said_null() {
        PushPayload payload = parse("{'callback_url':null,'push_data':{},'repository':{'repo_name':'a/b'}}");

        assertThat(written(payload.withCallbackUrl(null)))
                .isEqualTo("{'push_data':{},'repository':{'repo_name':'a/b'}}");
    }

    @Test
    void drops_what_is_finer_than_a_second() {
        assertThat(PushData.of(PUSHED_AT.plusNanos(999_999_999), null, null).pushedAt())
                .isEqualTo(PUSHED_AT);
    }

    @Test
    void refuses_times_that_could_not_be_read_again() {
        Instant year10000 = Instant.parse("+10000-01-01T00:00:00Z");

        assertThatThrownBy(() -> PushData.of(year10000, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pushedAt must be in the years 1 to 9999, was +10000-01-01T00:00:00Z");
        assertThatThrownBy(
                        () -> Repository.builder("a").dateCreated(Instant.MIN).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dateCreated must be in the years 1 to 9999, was " + Instant.MIN);
    }

    @Test
    void refuses_to_write_half_of_a_surrogate_pair() {
        PushPayload payload = PushPayload.of(PushData.of(null, "\ud83d", null), REPOSITORY);

        assertThatThrownBy(payload::toJson)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("JSON text must be Unicode, was half of a surrogate pair somewhere");
    }

    @Test
    void shows_repository_and_tag_only() {
        assertThat(PushPayload.of(PushData.of(PUSHED_AT, "pomona", "v1"), REPOSITORY))
                .hasToString("PushPayload[\"pomona/orchard:v1\"]");
        assertThat(parse("{'repository':{'repo_name':'a/b','dockerfile':'ENV TOKEN=x'}}"))
                .hasToString("PushPayload[\"a/b\"]");
    }

    @Test
    void shows_untrusted_names_escaped() {
        PushPayload payload = parse("{'repository':{'repo_name':'a/b\\r\\nINFO'},'push_data':{'tag':'\\u001b[2J'}}");

        assertThat(payload).hasToString("PushPayload[\"a/b\\u000d\\u000aINFO:\\u001b[2J\"]");
        assertThat(payload.repository()).hasToString("Repository[\"a/b\\u000d\\u000aINFO\"]");
        assertThat(payload.pushData()).hasToString("PushData[\"\\u001b[2J\"]");
        assertThat(PushData.of(null, "pomona", null)).hasToString("PushData[no tag]");
    }

    private static PushPayload parse(String json) {
        return PushPayload.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String written(PushPayload payload) {
        return new String(payload.toJson(), StandardCharsets.UTF_8).replace('"', '\'');
    }
}
