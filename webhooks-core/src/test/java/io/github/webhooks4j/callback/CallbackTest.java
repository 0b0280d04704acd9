package io.github.webhooks4j.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.internal.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackTest {
    private static final String WEB_URL = "must be an absolute http or https URL";

    @Test
    void reads_the_documented_fields() {
        assertThat(parse("{'state':'success','description':'41 checks','context':'Acme CI',"
                        + "'target_url':'https://ci.example/results/41'}"))
                .isEqualTo(new Callback(
                        CallbackState.SUCCESS, "41 checks", "Acme CI", URI.create("https://ci.example/results/41")));
    }

    @ParameterizedTest
    @EnumSource(CallbackState.class)
    void reads_every_state(CallbackState state) {
        assertThat(parse("{'state':'" + state.code() + "'}")).isEqualTo(new Callback(state, null, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'state':'error','descritpion':'typo','extra':{'a':[1,null]}}",
                "{'state':'error','description':'','context':'','target_url':''}",
                "{'state':'error','description':null,'context':null,'target_url':null}",
                " \t\r\n{ 'state' : 'erro\\u0072' } \n",
                "{'state':'error','x':1e999999999,'y':-0,'z':123456789012345678901234567890}"
            })
    void tolerates_unknown_fields_and_reads_empty_as_none(String json) {
        assertThat(parse(json)).isEqualTo(Callback.error());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                   | state must be success, failure or error, was absent",
                "{'State':'success'}                  | state must be success, failure or error, was absent",
                "{'state':null}                       | state must be success, failure or error, was null",
                "{'state':''}                         | state must be success, failure or error, was \"\"",
                "{'state':'Success'}                  | state must be success, failure or error, was \"Success\"",
                "{'state':'success '}                 | state must be success, failure or error, was \"success \"",
                "{'state':'failed'}                   | state must be success, failure or error, was \"failed\"",
                "{'state':true}                       | state must be success, failure or error, was a boolean",
                "{'state':['success']}                | state must be success, failure or error, was a list",
                "{'state':'error','description':12}   | description must be a string, was a number",
                "{'state':'error','context':{}}       | context must be a string, was an object",
            })
    void refuses_a_wrong_field(String json, String violation) {
        assertRefused(json, violation);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nowhere",
                "ci.example/41",
                "//ci.example/41",
                "javascript:void(0)",
                "ftp://ci.example/",
                "mailto:ci@example.com",
                "http:ci.example",
                "http://",
                "http:///41",
                "http://@/",
                "http://:80/",
                "https://ci.example:65536/",
                "https://ci_box:x/",
                "https://ci.example/a b",
                "https://ci.example/%zz",
                " https://ci.example/",
                "https://[::1"
            })
    void drops_a_received_target_url_that_is_no_web_url_and_builds_none(String url) {
        assertThat(received("{'state':'error','target_url':'" + url + "'}"))
                .isEqualTo(new ReceivedCallback(
                        Callback.error(), List.of(new Violation("target_url", WEB_URL, '"' + url + '"'))));
        assertThatThrownBy(() -> Callback.error().withTargetUrl(url))
                .isInstanceOf(InvalidCallbackException.class)
                .hasMessage("invalid callback: target_url " + WEB_URL + ", was \"" + url + '"');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:49951/jenkins/41",
                "http://192.168.3.4/b/5",
                "HTTPS://CI.EXAMPLE",
                "https://user@ci_box:8443/b?x=[1]#y",
                "http://[::1]:8080/",
                "https://prüfung.example/ü",
                "https://ci.example:/"
            })
    void takes_any_web_url_since_it_is_a_link_for_people(String url) {
        assertThat(parse("{'state':'error','target_url':'" + url + "'}"))
                .isEqualTo(Callback.error().withTargetUrl(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"d", "ü", "✓", "🚀"})
    void counts_lengths_in_code_points(String character) {
        assertThat(parse("{'state':'error','description':'" + character.repeat(255) + "','context':'"
                        + character.repeat(100) + "'}"))
                .isEqualTo(
                        Callback.error().withDescription(character.repeat(255)).withContext(character.repeat(100)));
        assertRefused(
                "{'state':'error','description':'" + character.repeat(256) + "'}",
                "description must be at most 255 characters, was 256 characters");
        assertRefused(
                "{'state':'error','context':'" + character.repeat(101) + "'}",
                "context must be at most 100 characters, was 101 characters");
    }

    @Test
    void reports_all_violations_at_once() {
        assertThatThrownBy(() -> parse(
                        "{'context':'" + "c".repeat(101) + "','description':'" + "d".repeat(300) + "','state':'done'}"))
                .hasMessage("invalid callback: state must be success, failure or error, was \"done\";"
                        + " description must be at most 255 characters, was 300 characters;"
                        + " context must be at most 100 characters, was 101 characters")
                .asInstanceOf(type(InvalidCallbackException.class))
                .extracting(InvalidCallbackException::violations)
                .isEqualTo(List.of(
                        new Violation("state", "must be success, failure or error", "\"done\""),
                        new Violation("description", "must be at most 255 characters", "300 characters"),
                        new Violation("context", "must be at most 100 characters", "101 characters")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                                | body must be a JSON object, was empty",
                "` \t\n`                         | body must be a JSON object, was empty",
                "['error']                       | body must be a JSON object, was a list",
                "'success'                       | body must be a JSON object, was a string",
                "null                            | body must be a JSON object, was null",
                "state=success                   | body must be valid JSON, was broken near character 0",
                "{'state':'error'} junk          | body must be valid JSON, was broken near character 18",
                "{'state':'error'}{}             | body must end after the JSON object, was followed by more text",
                "{'state':'error'}]              | body must be valid JSON, was broken near character 17",
                "{'state':'error'                | body must be valid JSON, was broken near character 16",
                "{'state':'error','x':1,}        | body must be valid JSON, was broken near character 23",
                "{'state':'error',/**/'x':1}     | body must be valid JSON, was broken near character 17",
                "{'state':'error'}//             | body must be valid JSON, was broken near character 17",
                "{state:'error'}                 | body must be valid JSON, was broken near character 1",
                "{'state':'error','x':NaN}       | body must be valid JSON, was broken near character 24",
                "{'state':'error','x':+1}        | body must be valid JSON, was broken near character 22",
                "{'state':'error','x':01}        | body must be valid JSON, was broken near character 22",
                "{'state':'error','x':.5}        | body must be valid JSON, was broken near character 21",
                "{'state':'error','x':1.}        | body must be valid JSON, was broken near character 22",
                "{'state':'error','x':'\\x'}     | body must be valid JSON, was broken near character 23",
                "{'state':'error','state':'success'}       | state must stand once in its object, was there twice",
                "{'state':'error','st\\u0061te':'success'} | state must stand once in its object, was there twice",
                "{'state':'error','x':{'y':[{'z':1,'z':1}]}} | x.y[0].z must stand once in its object, was there twice",
                "{'state':'error','description':'\\udfff'} | description must be Unicode text, was half of a surrogate pair",
                "{'state':'error','x':1e99999999999}       | x must have an exponent of at most 9 digits, was a longer one",
            })
    void refuses_what_is_no_json_object(String json, String violation) {
        assertRefused(json == null ? "" : json, violation);
    }

    @Test
    void refuses_single_quotes_and_raw_control_characters() {
        assertRefused(bytes("{'state':'error'}"), "body must be valid JSON, was broken near character 1");
        assertRefused(
                bytes("{\"state\":\"error\",\"x\":\"\u0000\"}"),
                "body must be valid JSON, was broken near character 22");
        assertRefused(bytes("{\"state\":\"error\"}\u0000"), "body must be valid JSON, was broken near character 18");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c0ae",
                "c1bf",
                "e080ae",
                "f08080ae",
                "eda080",
                "edbfbf",
                "f4908080",
                "f5808080",
                "f8888080",
                "80",
                "c3",
                "e282",
                "f09f9a",
                "fe",
                "ff"
            })
    void refuses_malformed_utf8(String hex) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(bytes("{\"state\":\"error\",\"x\":\""));
        body.writeBytes(HexFormat.of().parseHex(hex));
        body.writeBytes(bytes("\"}"));

        assertRefused(body.toByteArray(), "body must be UTF-8, was other bytes");
    }

    @Test
    void refuses_other_encodings() {
        String json = "{\"state\":\"error\"}";

        assertRefused(json.getBytes(StandardCharsets.UTF_16), "body must be UTF-8, was other bytes");
        assertRefused(json.getBytes(StandardCharsets.UTF_16LE), "body must be valid JSON, was broken near character 2");
        assertRefused(json.getBytes(StandardCharsets.UTF_16BE), "body must be valid JSON, was broken near character 1");
    }

    @Test
    void skips_a_byte_order_mark_but_not_two() {
        assertThat(parse("\ufeff{'state':'error'}")).isEqualTo(Callback.error());
        assertRefused(
                bytes("\ufeff\ufeff{\"state\":\"error\"}"), "body must be valid JSON, was broken near character 0");
    }

    @Test
    void drops_a_target_url_that_is_no_text() {
        assertThat(received("{'state':'success','context':'CI','target_url':false}"))
                .isEqualTo(new ReceivedCallback(
                        Callback.success().withContext("CI"),
                        List.of(new Violation("target_url", WEB_URL, "a boolean"))));
        assertThat(received("{'state':'success'}").dropped()).isEmpty();
    }

    @Test
    void refuses_deep_nesting_without_falling_over() {
        assertRefused("[".repeat(20_000), "body must be a JSON object, was a list");
        assertRefused(
                "{'state':'error','x':" + "[".repeat(20_000) + "]".repeat(20_000) + "}",
                "body must nest at most 64 levels deep, was deeper");
        assertRefused("{'x':".repeat(10_000), "body must nest at most 64 levels deep, was deeper");
    }

    @Test
    void refuses_numbers_and_keys_without_measure() {
        String tooLong =
                "body must have numbers of at most 1000 and keys of at most 50000 characters, was a longer one";

        assertRefused("{'x':" + "9".repeat(60_000) + "}", tooLong);
        assertRefused("{'x':0." + "9".repeat(60_000) + "}", tooLong);
        assertRefused("{'x':1e" + "9".repeat(60_000) + "}", tooLong);
        assertRefused("{'" + "k".repeat(50_001) + "':1}", tooLong);
    }

    @Test
    void takes_exactly_64_kibibytes_and_no_more() {
        String body = "{'state':'error','x':'" + "z".repeat(Callback.MAX_BYTES - 24) + "'}";

        assertThat(parse(body)).isEqualTo(Callback.error());
        assertRefused(body + " ", "body must be at most 65536 bytes, was 65537 bytes");
        assertRefused(new byte[2 << 20], "body must be at most 65536 bytes, was 2097152 bytes");
    }

    @Test
    void takes_keys_chosen_to_collide_in_hash_tables() {
        var body = new StringBuilder("{'state':'error'");
        IntStream.range(0, 2048).forEach(i -> {
            body.append(",'");
            IntStream.range(0, 11).forEach(bit -> body.append((i >> bit & 1) == 0 ? "Aa" : "BB"));
            body.append("':0");
        });

        assertThat(parse(body.append('}').toString())).isEqualTo(Callback.error());
    }

    @Test
    void building_obeys_the_same_rules() {
        assertThatThrownBy(() -> new Callback(
                        CallbackState.FAILURE, "d".repeat(256), "c".repeat(101), URI.create("mailto:a@example.com")))
                .isInstanceOf(InvalidCallbackException.class)
                .hasMessage("invalid callback: description must be at most 255 characters, was 256 characters;"
                        + " context must be at most 100 characters, was 101 characters;"
                        + " target_url must be an absolute http or https URL, was \"mailto:a@example.com\"");
        assertThatThrownBy(() -> Callback.failure().withDescription("\ud83d"))
                .isInstanceOf(InvalidCallbackException.class)
                .hasMessage("invalid callback: description must be Unicode text, was half of a surrogate pair");
        assertThatThrownBy(() -> Callback.failure().withTargetUrl("https://ci.example/\ud83d"))
                .isInstanceOf(InvalidCallbackException.class)
                .hasMessage("invalid callback: target_url " + WEB_URL + ", was \"https://ci.example/\\ud83d\"");
    }

    @Test
    void building_with_empty_texts_is_building_without() {
        assertThat(new Callback(CallbackState.SUCCESS, "", "", null).withTargetUrl(""))
                .isEqualTo(Callback.success());
    }

    @Test
    void changes_one_field_at_a_time() {
        Callback callback = Callback.failure()
                .withDescription("2 of 41 failed")
                .withContext("Acme CI")
                .withTargetUrl(URI.create("https://ci.example/41"));

        assertThat(callback)
                .isEqualTo(new Callback(
                        CallbackState.FAILURE, "2 of 41 failed", "Acme CI", URI.create("https://ci.example/41")));
        assertThat(callback.withDescription(null).withContext(null).withTargetUrl((URI) null))
                .isEqualTo(Callback.failure());
    }

    @Test
    void writes_the_fields_in_the_documented_order_and_leaves_out_what_is_absent() {
        Callback full = Callback.success()
                .withTargetUrl("https://ci.example/41")
                .withContext("Acme CI")
                .withDescription("41 checks \"✓\"");

        assertThat(new String(full.toJson(), StandardCharsets.UTF_8))
                .isEqualTo("{\"state\":\"success\",\"description\":\"41 checks \\\"✓\\\"\",\"context\":\"Acme CI\","
                        + "\"target_url\":\"https://ci.example/41\"}");
        assertThat(new String(Callback.error().toJson(), StandardCharsets.UTF_8))
                .isEqualTo("{\"state\":\"error\"}");
    }

    @Test
    void reads_what_it_wrote() {
        Callback callback = Callback.failure()
                .withDescription("\u0000\t\"\\ü✓🚀")
                .withContext("🚀".repeat(100))
                .withTargetUrl("https://prüfung.example/ü?a=[b]#c");

        assertThat(Callback.parse(callback.toJson())).isEqualTo(callback);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000\u0007\b\u001b[31mred\u001b[0m\u009b31m\u007f",
                "\r\n2026-01-01 INFO chain complete\u0085\u2028\u2029",
                "\u202egnp.exe\u202c \u2066isolated\u2069 \u200b\ufeff\u00ad",
                "<script>alert(1)</script> <img src=x onerror=alert(1)> &amp; ]]>",
                "%n%s${jndi:ldap://x}{}\"'`\\\\",
                "\uffff\ufdd0\ue000\ud83d\ude80 e\u0301"
            })
    void keeps_hostile_text_exactly_and_shows_it_escaped(String text) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("state", "success");
        fields.put("description", text);
        fields.put("context", text);

        Callback callback = Callback.parse(StrictJson.write(fields));

        assertThat(callback.description()).isEqualTo(text);
        assertThat(callback.context()).isEqualTo(text);
        assertThat(Callback.parse(callback.toJson())).isEqualTo(callback);
        assertThat(callback.toString())
                .isEqualTo("Callback[success, description=" + Violation.quote(text) + ", context="
                        + Violation.quote(text) + "]")
                .matches("[ -~…]*");
    }

    @Test
    void shows_short_excerpts_only() {
        assertThat(Callback.error().withDescription("x".repeat(255)).withTargetUrl("https://ci.example/\u00fc"))
                .hasToString("Callback[error, description=\"" + "x".repeat(40)
                        + "…\", target_url=\"https://ci.example/\\u00fc\"]");
    }

    private static ReceivedCallback received(String json) {
        return ReceivedCallback.parse(bytes(json.replace('\'', '"')));
    }

    private static Callback parse(String json) {
        return Callback.parse(bytes(json.replace('\'', '"')));
    }

    private static void assertRefused(String json, String violation) {
        assertRefused(bytes(json.replace('\'', '"')), violation);
    }

    private static void assertRefused(byte[] body, String violation) {
        assertThatThrownBy(() -> Callback.parse(body))
                .isInstanceOf(InvalidCallbackException.class)
                .hasMessage("invalid callback: " + violation);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
