package io.github.webhooks4j.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushPayloadRefusalTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                                                  | payload must be a JSON object, was empty",
                "[]                                                | payload must be a JSON object, was a list",
                "'push'                                            | payload must be a JSON object, was a string",
                "42                                                | payload must be a JSON object, was a number",
                "4.2                                               | payload must be a JSON object, was a number",
                "true                                              | payload must be a JSON object, was a boolean",
                "null                                              | payload must be a JSON object, was null",
                "{'repository':{'repo_name':'a/b'}}{}              | payload must end after the JSON object, was followed by more text",
                "{'repository':{'repo_name':'a/b'}} x              | payload must be valid JSON, was broken near character 35",
                "{'repository':{'repo_name':'a/b'}                 | payload must be valid JSON, was broken near character 33",
                "{'repository':{'repo_name':'a/b',}}               | payload must be valid JSON, was broken near character 33",
                "{}                                                | repository.repo_name is required, was absent",
                "{'repository':null}                               | repository.repo_name is required, was absent",
                "{'repository':{}}                                 | repository.repo_name is required, was absent",
                "{'repository':{'repo_name':null}}                 | repository.repo_name is required, was null",
                "{'repository':{'repo_name':''}}                   | repository.repo_name must not be empty, was \"\"",
                "{'repository':{'repo_name':7}}                    | repository.repo_name must be a string, was a number",
                "{'repository':'a/b'}                              | repository must be an object, was a string",
                "{'repository':['a/b']}                            | repository must be an object, was a list",
                "{'repository':{'repo_name':'a','repo_name':'b'}}  | repository.repo_name must stand once in its object, was there twice",
                "{'repository':{'repo_name':'a','re\\u0070o_name':'b'}} | repository.repo_name must stand once in its object, was there twice",
                "{'x':[0,{'a':1,'a':1}]}                           | x[1].a must stand once in its object, was there twice",
                "{'x':[['\\ud800']]}                               | x[0][0] must be Unicode text, was half of a surrogate pair",
                "{'x':1e9999999999}                                | x must have an exponent of at most 9 digits, was a longer one",
            })
    void refuses_what_is_no_payload(String json, String message) {
        assertRefused(json == null ? "" : json, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'push_data':[]                     | push_data must be an object, was a list",
                "'push_data':'x'                    | push_data must be an object, was a string",
                "'push_data':{'tag':1}              | push_data.tag must be a string, was a number",
                "'push_data':{'tag':{}}             | push_data.tag must be a string, was an object",
                "'push_data':{'pusher':true}        | push_data.pusher must be a string, was a boolean",
                "'push_data':{'pushed_at':true}     | push_data.pushed_at must be unix seconds or ISO-8601 text, was a boolean",
                "'push_data':{'pushed_at':[]}       | push_data.pushed_at must be unix seconds or ISO-8601 text, was a list",
                "'push_data':{'pushed_at':'today'}  | push_data.pushed_at must be unix seconds or ISO-8601 text, was \"today\"",
                "'push_data':{'pushed_at':''}       | push_data.pushed_at must be unix seconds or ISO-8601 text, was \"\"",
                "'push_data':{'pushed_at':1e999999999} | push_data.pushed_at must be unix seconds or ISO-8601 text, was \"1E+999999999\"",
                "'callback_url':5                   | callback_url must be a string, was a number",
                "'callback_url':'/hook/1'           | callback_url must be an absolute http or https URL, was \"/hook/1\"",
                "'callback_url':'ftp://h/x'         | callback_url must be an absolute http or https URL, was \"ftp://h/x\"",
                "'callback_url':'http://h:65536/'   | callback_url must be an absolute http or https URL, was \"http://h:65536/\"",
            })
    void refuses_a_field_of_a_wrong_type(String field, String message) {
        assertRefused("{" + field + ",'repository':{'repo_name':'a/b'}}", message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "namespace",
                "owner",
                "repo_url",
                "description",
                "full_description",
                "dockerfile",
                "status"
            })
    void refuses_a_repository_text_that_is_no_string(String key) {
        assertRefused(
                "{'repository':{'repo_name':'a/b','" + key + "':[]}}",
                "repository." + key + " must be a string, was a list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"is_private", "is_official", "is_trusted"})
    void refuses_a_flag_that_is_no_boolean(String key) {
        assertRefused(
                "{'repository':{'repo_name':'a/b','" + key + "':'true'}}",
                "repository." + key + " must be a boolean, was a string");
    }

    @TestFactory
    Stream<DynamicTest> refuses_a_count_that_is_no_integer() {
        return Stream.of("comment_count", "star_count")
                .flatMap(key -> Stream.of(
                                "2147483648 \"2147483648\"",
                                "-2147483649 \"-2147483649\"",
                                "1.5 \"1.5\"",
                                "'' \"\"",
                                "'1.0' \"1.0\"",
                                "'+1' \"+1\"",
                                "'9999999999' \"9999999999\"",
                                "'12345678901' \"12345678901\"",
                                "'٣' \"\\u0663\"",
                                "false a_boolean")
                        .map(row -> row.split(" ", 2))
                        .map(row -> DynamicTest.dynamicTest(
                                key + " " + row[0],
                                () -> assertRefused(
                                        "{'repository':{'repo_name':'a/b','" + key + "':" + row[0] + "}}",
                                        "repository." + key
                                                + " must be a 32-bit integer or a string that holds one, was "
                                                + row[1].replace('_', ' ')))));
    }

    @Test
    void refuses_more_than_a_mebibyte_and_takes_exactly_one() {
        String head = "{\"repository\":{\"repo_name\":\"a/b\"},\"x\":\"";
        String body = head + "x".repeat(PushPayload.MAX_BYTES - head.length() - 2) + "\"}";

        assertThatCode(() -> PushPayload.parse(body.getBytes(StandardCharsets.UTF_8)))
                .doesNotThrowAnyException();
        assertRefused(body + " ", "payload must be at most 1048576 bytes, was 1048577 bytes");
    }

    @Test
    void refuses_more_than_64_levels_and_takes_exactly_64() {
        String head = "{'repository':{'repo_name':'a/b'},'x':";

        assertThatCode(() -> PushPayload.parse(json(head + "[".repeat(63) + "]".repeat(63) + "}")))
                .doesNotThrowAnyException();
        assertRefused(
                head + "[".repeat(64) + "]".repeat(64) + "}", "payload must nest at most 64 levels deep, was deeper");
        assertRefused(
                head + "{'y':".repeat(20_000) + "0" + "}".repeat(20_001),
                "payload must nest at most 64 levels deep, was deeper");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-32", "ISO-8859-1"})
    void refuses_other_encodings(String charset) {
        byte[] body = "{\"repository\":{\"repo_name\":\"a/ü\"}}".getBytes(Charset.forName(charset));

        assertThatThrownBy(() -> PushPayload.parse(body))
                .isInstanceOf(InvalidPayloadException.class)
                .message()
                .isIn(
                        "payload must be UTF-8, was other bytes",
                        "payload must be valid JSON, was broken near character 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // GitHub, Harbor, Quay, distribution, Azure, and a forwarder's envelope, each as far as it matters
                "{'ref':'refs/heads/main','repository':{'id':1,'name':'x','full_name':'a/x'},'pusher':{'name':'n'}}",
                "{'type':'PUSH_ARTIFACT','occur_at':1586922308,'event_data':{'repository':{'repo_full_name':'a/b'}}}",
                "{'name':'b','namespace':'a','docker_url':'quay.example/a/b','updated_tags':['latest']}",
                "{'events':[{'action':'push','target':{'repository':'a/b','tag':'latest'}}]}",
                "{'id':'x','action':'push','target':{'repository':'a/b','tag':'v1'},'request':{}}",
                "{'headers':{},'body':{'push_data':{},'repository':{'repo_name':'a/b'}}}"
            })
    void refuses_the_payload_of_another_product(String json) {
        assertRefused(json, "repository.repo_name is required, was absent");
    }

    @Test
    void never_quotes_more_than_a_short_excerpt() {
        String secret = "s3cret".repeat(100);

        assertThatThrownBy(() -> PushPayload.parse(
                        json("{'callback_url':'" + "x".repeat(40) + secret + "','repository':{'repo_name':'a/b'}}")))
                .hasMessage("callback_url must be an absolute http or https URL, was \"" + "x".repeat(40) + "…\"");
    }

    @Test
    void is_not_slowed_down_by_long_keys_around_many_small_ones() {
        var json = new StringBuilder("{'repository':{'repo_name':'a/b'}");
        for (int level = 0; level < 10; level++) {
            json.append(",'").append("k".repeat(50_000)).append("':{'x':0");
        }
        for (int key = 0; key < 40_000; key++) {
            json.append(",'").append(key).append("':0");
        }
        json.append("}".repeat(11));

        assertThat(PushPayload.parse(json(json.toString())).repository().repoName())
                .isEqualTo("a/b");
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> PushPayload.parse(json(json)))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessage(message);
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
