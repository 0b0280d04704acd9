package io.github.webhooks4j.jdbc.internal.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.DeliveryFormat;
import io.github.webhooks4j.delivery.DeliveryRules;
import io.github.webhooks4j.delivery.FinalStatuses;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.TagGlob;
import io.github.webhooks4j.handshake.DeliveryPermission;
import io.github.webhooks4j.internal.json.MalformedJsonException;
import io.github.webhooks4j.signature.SignatureScheme;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.WebhookSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsJsonTest {
    private static final WebhookSettings PLAIN = new WebhookSettings(
            "CI",
            new EventFilter("acme/app", List.of(), List.of()),
            List.of(new Destination(0, "https://ci.example/hook", null, null)),
            false,
            List.of(),
            RetrySchedule.of(Duration.ofMillis(1_500)),
            Duration.ofHours(1),
            false);

    private static final WebhookSettings FULL = new WebhookSettings(
            "CI",
            new EventFilter("acme/app", List.of(), List.of(new TagGlob("v*"), new TagGlob("latest"))),
            List.of(
                    new Destination(0, "https://a.example/", new BasicCredentials("user", "pass"), null),
                    new Destination(2, "https://b.example/", null, new DeliveryPermission("hub.example", 120))),
            true,
            List.of(new Header("X-Team", "a")),
            new RetrySchedule(List.of(Duration.ofSeconds(5), Duration.ofMillis(1)), 0.25),
            Duration.ofDays(3),
            true,
            "acme",
            4,
            Map.of("plan", "gold", "a.b", "ä"),
            RateLimit.perSecond(10),
            Set.of(SignatureScheme.V1, SignatureScheme.V1A),
            new DeliveryRules(FinalStatuses.of(404), Duration.ofDays(2), Duration.ofSeconds(5)),
            Instant.parse("2026-01-02T03:04:05.006Z"),
            DeliveryFormat.CLOUDEVENTS,
            "partner-a");

    private static final String PLAIN_JSON =
            "{'name':'CI','topic':'acme/app','tags':[],'destinations':[{'number':0,'url':'https://ci.example/hook'}],"
                    + "'expect_final_callback':false,'headers':[],'retry_delays':['PT1.5S'],'retry_jitter':0,"
                    + "'callback_deadline':'PT1H','accept_redirects':false}";

    @Test
    void writes_no_field_that_is_not_set() {
        assertThat(SettingsJson.write(PLAIN).replace('"', '\''))
                .isEqualTo(PLAIN_JSON.replace("jitter':0", "jitter':0.0"));
    }

    @Test
    void writes_every_field_that_is_set() {
        assertThat(SettingsJson.write(FULL).replace('"', '\''))
                .isEqualTo("{'name':'CI','topic':'acme/app','tags':['v*','latest'],'destinations':["
                        + "{'number':0,'url':'https://a.example/','user':'user','password':'pass'},"
                        + "{'number':2,'url':'https://b.example/','permitted_origin':'hub.example',"
                        + "'permitted_per_minute':120}],'expect_final_callback':true,"
                        + "'headers':[{'name':'X-Team','value':'a'}],'retry_delays':['PT5S','PT0.001S'],"
                        + "'retry_jitter':0.25,'callback_deadline':'PT72H','accept_redirects':true,"
                        + "'owner':'acme','chains_move_to':4,"
                        + "'metadata':[{'key':'a.b','value':'ä'},{'key':'plan','value':'gold'}],'rate_per_second':10,"
                        + "'signatures':['v1','v1a'],'final_statuses':[404,410],'max_age':'PT48H',"
                        + "'attempt_timeout':'PT5S','drop_before':'2026-01-02T03:04:05.006Z','format':'cloudevents',"
                        + "'tls_profile':'partner-a'}");
    }

    @Test
    void reads_back_what_it_writes() {
        assertThat(SettingsJson.read(SettingsJson.write(PLAIN))).isEqualTo(PLAIN);
        assertThat(SettingsJson.read(SettingsJson.write(FULL))).isEqualTo(FULL);
    }

    @Test
    void reads_back_a_limit_per_minute() {
        WebhookSettings settings = new WebhookSettings(
                PLAIN.name(),
                PLAIN.filter(),
                PLAIN.destinations(),
                PLAIN.expectFinalCallback(),
                PLAIN.headers(),
                PLAIN.retrySchedule(),
                PLAIN.callbackDeadline(),
                PLAIN.acceptRedirects(),
                null,
                0,
                Map.of(),
                RateLimit.perMinute(90));

        assertThat(SettingsJson.write(settings)).contains("\"rate_per_minute\":90");
        assertThat(SettingsJson.read(SettingsJson.write(settings))).isEqualTo(settings);
    }

    @Test
    void reads_a_jitter_that_is_written_as_an_integer() {
        assertThat(read(PLAIN_JSON)).isEqualTo(PLAIN);
    }

    @Test
    void names_a_field_that_is_absent() {
        assertRefused("'name':'CI',", "", "name is required, was absent");
        assertRefused("'retry_delays':['PT1.5S'],", "", "retry_delays is required, was absent");
        assertRefused(",'url':'https://ci.example/hook'", "", "destinations[0].url is required, was absent");
        assertRefused("'expect_final_callback':false,", "", "expect_final_callback must be a boolean, was absent");
    }

    @Test
    void names_a_field_of_another_type() {
        assertRefused("'name':'CI'", "'name':7", "name must be a string, was a number");
        assertRefused("'number':0", "'number':'0'", "destinations[0].number must be an integer, was a string");
        assertRefused("'number':0", "'number':0.5", "destinations[0].number must be an integer, was a number");
        assertRefused("'tags':[]", "'tags':'x'", "tags must be a list, was a string");
        assertRefused(
                "'expect_final_callback':false",
                "'expect_final_callback':'false'",
                "expect_final_callback must be a boolean, was a string");
    }

    @Test
    void names_a_field_that_it_does_not_know() {
        assertRefused("'tags':[]", "'tags':[],'tag':'x'", "tag must be a known key, was unknown");
    }

    @Test
    void refuses_what_is_not_json() {
        assertRefused(":'CI'", ":'CI", "body must be valid JSON, was broken near character 13");
    }

    private static void assertRefused(String part, String damaged, String message) {
        assertThatThrownBy(() -> read(PLAIN_JSON.replace(part, damaged)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage(message);
    }

    private static WebhookSettings read(String json) {
        return SettingsJson.read(json.replace('\'', '"'));
    }
}
