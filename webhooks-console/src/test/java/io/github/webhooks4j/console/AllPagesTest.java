package io.github.webhooks4j.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkSkip;
import io.github.webhooks4j.callback.CallbackProblem;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.exchange.FormToken;
import io.github.webhooks4j.console.internal.page.DeliveryFilter;
import io.github.webhooks4j.console.internal.page.Done;
import io.github.webhooks4j.console.internal.text.Messages;
import io.github.webhooks4j.delivery.FailureCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every page, with something of everything to show. */
class AllPagesTest {
    private static final String HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"";
    /** Not to be translated: what users and programs wrote, sentences of the engine, and numbers. */
    private static final Pattern UNTRANSLATED =
            Pattern.compile("(?s)<(bdi|code|time|pre|option)\\b[^>]*>.*?</\\1>|<(\\w+)[^>]*lang=\"en\"[^>]*>.*?</\\2>"
                    + "|<(\\w+) class=\"mono[^>]*>.*?</\\3>|<title>.*?</title>");

    private static final Pattern FORM = Pattern.compile("<form [^>]*method=\"post\"");
    private static final Pattern FORM_WITH_TOKEN = Pattern.compile("(?s)<form [^>]*method=\"post\"((?!</form>).)*"
            + "<input type=\"hidden\" name=\"_csrf\" value=\"&#34;>&lt;b>&amp;\"></form>");
    private static final Pattern TAG = Pattern.compile("(?s)<[^>]*>");
    private static final Pattern MESSAGE = Pattern.compile("⟦[^⟦⟧]*⟧");
    private static final Pattern LABEL = Pattern.compile("(?:aria-label|placeholder)=\"([^\"]*)\"");

    private final ConsoleFixture fixture = new ConsoleFixture(
            options -> options.messages(locale -> locale.getLanguage().equals("xx") ? new Pseudo() : english()));
    private final ConsoleTour tour = new ConsoleTour(fixture, HOSTILE);

    @AfterEach
    void close() {
        fixture.close();
    }

    private static ResourceBundle english() {
        return ResourceBundle.getBundle(Messages.BUNDLE, Locale.ROOT);
    }

    /** The English messages, each in brackets. */
    private static final class Pseudo extends ResourceBundle {
        @Override
        protected Object handleGetObject(String key) {
            return "⟦" + english().getString(key) + "⟧";
        }

        @Override
        public Enumeration<String> getKeys() {
            return english().getKeys();
        }

        @Override
        public Locale getLocale() {
            return Locale.forLanguageTag("xx");
        }
    }

    @Test
    void has_no_text_outside_its_messages() {
        var outside = new ArrayList<String>();
        for (String target : tour.pages) {
            String page = ConsoleFixture.text(fixture.console.handle(ConsoleFixture.request("GET", target)
                    .withHeaders(Map.of("Host", List.of("localhost"), "Accept-Language", List.of("xx")))));
            assertThat(page).contains("<html lang=\"xx\" dir=\"ltr\">");
            String rest =
                    TAG.matcher(UNTRANSLATED.matcher(page).replaceAll(" ")).replaceAll(" ");
            for (String before = ""; !before.equals(rest); ) {
                before = rest;
                rest = MESSAGE.matcher(rest).replaceAll(" ");
            }
            rest.lines()
                    .filter(line -> line.matches(".*\\p{L}.*"))
                    .forEach(line -> outside.add(target + ": " + line.strip()));
            Matcher label = LABEL.matcher(page);
            while (label.find()) {
                if (!label.group(1).contains("⟦") && label.group(1).matches(".*\\p{L}{3}.*")) {
                    outside.add(target + ": label " + label.group(1));
                }
            }
        }

        assertThat(outside)
                .filteredOn(line -> !line.endsWith("Retry-After")
                        && !line.endsWith("Location")
                        && !line.contains("https://")
                        && !line.contains("acme/*")
                        && !line.contains("· SHA-256"))
                .isEmpty();
    }

    @Test
    void writes_untrusted_text_as_text() {
        for (String target : tour.pages) {
            assertThat(fixture.page(target)).as(target).doesNotContain("<script>alert", "<img src=x");
        }
        assertThat(fixture.page(tour.pages.get(9))).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    @Test
    void writes_the_token_of_the_application_into_each_form_that_changes_something() {
        var token = FormToken.of("_csrf", "\"><b>&");
        for (String target : tour.pages) {
            String page = ConsoleFixture.text(
                    fixture.console.handle(ConsoleFixture.request("GET", target).withFormToken(token)));
            long forms = FORM.matcher(page).results().count();
            long tokens = FORM_WITH_TOKEN.matcher(page).results().count();

            assertThat(tokens).as(target).isEqualTo(forms);
            assertThat(page.split("_csrf", -1)).as(target).hasSize((int) forms + 1);
        }
        assertThat(fixture.page("/webhooks/new")).doesNotContain("_csrf");
    }

    @Test
    void uses_each_message() {
        List<String> unused = new ArrayList<>(Collections.list(english().getKeys()));
        String sources = TestedSources.all();
        unused.removeIf(key -> sources.contains("\"" + key + "\"")
                || sources.contains("\"" + key.replaceAll("[^.]*$", "") + "\" +")
                || sources.contains("\"" + key.replaceAll("\\.hint$", "").replaceAll("[^.]*$", "") + "\" +")
                || (key.endsWith(".advice") && sources.contains("\"" + key.replace(".advice", "") + "\"")));

        assertThat(unused).isEmpty();
    }

    @Test
    void has_a_message_for_each_code() {
        Set<String> keys = english().keySet();
        var codes = new ArrayList<String>();
        for (InterruptionCause cause : InterruptionCause.values()) {
            codes.add("cause." + cause.code());
        }
        for (FailureCode failure : FailureCode.values()) {
            codes.add("failure." + failure.code());
        }
        for (ChainState.Kind state : ChainState.Kind.values()) {
            codes.add("state." + state.code());
        }
        for (BulkAction action : BulkAction.values()) {
            codes.add("bulk.action." + action.code());
        }
        for (BulkSkip skip : BulkSkip.values()) {
            codes.add("bulk.skipped." + skip.code());
        }
        for (CallbackProblem.Kind problem : CallbackProblem.Kind.values()) {
            codes.add("callback.problem." + problem.code());
        }
        for (Action action : Action.values()) {
            codes.add("action." + action.code());
        }
        for (Done done : Done.values()) {
            codes.add("done." + done.code());
        }

        for (String field : DeliveryFilter.NAMES) {
            codes.add("filter." + field);
            codes.add("fault." + field);
        }
        assertThat(keys).containsAll(codes);
    }

    @Test
    void makes_a_fixed_number_of_store_calls() {
        Map<String, Integer> calls = new TreeMap<>();
        for (String target : tour.pages) {
            fixture.storeCalls = 0;
            fixture.page(target);
            String kind = target.replaceAll("\\?.*", "").replaceAll("(wh|chn|blk|bulk|job)_[a-z0-9]+", "{id}");
            calls.merge(kind, fixture.storeCalls, Math::max);
        }

        assertThat(calls)
                .isEqualTo(new TreeMap<>(Map.ofEntries(
                        Map.entry("/", 2),
                        Map.entry("/webhooks", 1),
                        Map.entry("/webhooks/new", 0),
                        Map.entry("/webhooks/{id}", 2),
                        Map.entry("/webhooks/{id}/edit", 0),
                        Map.entry("/deliveries", 1),
                        Map.entry("/chains/{id}", 3),
                        Map.entry("/chains/{id}/requests/0/1", 6),
                        Map.entry("/bulk", 2),
                        Map.entry("/bulk/{id}", 1),
                        Map.entry("/events/push-1", 2))));
    }
}
