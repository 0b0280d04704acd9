package io.github.webhooks4j.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.house.WordList.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Documents, comments, Javadoc and strings use the words of docs/glossary.md. {@code -Dwords.report=true} prints how much is left in
 * the parts that are not checked yet, {@code -Dwords.report=webhooks-engine} what it is in one of them.
 */
class WordsTest {
    /** Files and directories of the project that have none of the banned words. */
    private static final List<String> CLEAN = List.of(
            "README.md",
            "CONTRIBUTING.md",
            "CHANGELOG.md",
            "CODE_OF_CONDUCT.md",
            "RELEASING.md",
            "SECURITY.md",
            "SUPPORT.md",
            "UPGRADING.md",
            "docs",
            "samples",
            "webhooks-benchmarks",
            "webhooks-cli",
            "webhooks-console",
            "webhooks-core",
            "webhooks-core-path",
            "webhooks-e2e",
            "webhooks-engine",
            "webhooks-examples",
            "webhooks-http-jdk",
            "webhooks-jdbc",
            "webhooks-netty",
            "webhooks-okhttp",
            "webhooks-opentelemetry",
            "webhooks-postgresql",
            "webhooks-schema",
            "webhooks-servlet",
            "webhooks-sqlite",
            "webhooks-store-copy",
            "webhooks-tck",
            "webhooks-test-support",
            "webhooks-testkit",
            "webhooks-transport");

    private static final WordReport REPORT = report();

    @Test
    void finds_no_banned_words() throws IOException {
        var violations = new ArrayList<Violation>();
        for (String path : CLEAN) {
            violations.addAll(REPORT.violations(path));
        }

        assertThat(violations).isEmpty();
    }

    @Test
    void finds_a_word_in_a_comment_with_its_line() {
        assertThat(violations("A.java", "int a;\n/** One\n * for\n * ever. */\n"))
                .containsExactly("A.java:3: \"for ever\"; use: indefinitely");
    }

    @Test
    void finds_a_word_across_a_concatenation() {
        assertThat(violations("A.java", "log(\"lasts for \"\n        + \"ever and ever\");"))
                .containsExactly("A.java:1: \"for ever\"; use: indefinitely");
    }

    @Test
    void ignores_names_in_code() {
        assertThat(violations("A.java", "Path folder; /** {@code folder} and {@link Folder#folder}. */ char c = '\"';"))
                .isEmpty();
    }

    @Test
    void ignores_strings_of_one_word() {
        assertThat(violations("A.java", "json.put(\"ledger\", \"/a/folder\");")).isEmpty();
    }

    @Test
    void finds_a_word_in_a_comment_of_sql() {
        assertThat(violations("V1.sql", "CREATE TABLE folder (a TEXT); -- a folder\n"))
                .containsExactly("V1.sql:1: \"folder\"; use: directory");
    }

    @Test
    void ignores_code_in_documents() {
        assertThat(violations("a.md", "`folder` and [a](folder.md)\n```sh\ncd folder\n```\nseldom"))
                .containsExactly("a.md:5: \"seldom\"; use: rarely");
    }

    @Test
    void ignores_a_word_where_it_is_the_term() {
        assertThat(violations("a.md", "The name server's answer, the host's name."))
                .isEmpty();
    }

    @Test
    @EnabledIfSystemProperty(named = "words.report", matches = ".+")
    void reports_what_is_left() throws IOException {
        String part = System.getProperty("words.report");
        if (part.equals("true")) {
            REPORT.counts().forEach((name, count) -> System.out.println(name + ": " + count));
        } else {
            REPORT.violations(part).forEach(System.out::println);
        }
    }

    private static List<String> violations(String file, String content) {
        return words().violations(file, Prose.of(file, content)).stream()
                .map(Violation::toString)
                .toList();
    }

    private static WordReport report() {
        return new WordReport(Path.of(".."), words());
    }

    private static WordList words() {
        try {
            return WordList.load();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
