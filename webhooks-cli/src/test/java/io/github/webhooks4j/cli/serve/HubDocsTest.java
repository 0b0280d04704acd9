package io.github.webhooks4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.cli.serve.HubClient.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The curl lines of the documents do what they say, one after another. */
@Tag("e2e")
class HubDocsTest {
    private static final Path DOCS = Path.of("..", "docs", "hub.md");
    private static final Path README = Path.of("..", "README.md");
    private static final Pattern CONTINUED = Pattern.compile(" \\\\\n *");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    @TempDir
    private Path folder;

    @Test
    void the_curl_lines_of_the_hub_work_as_they_stand() throws Exception {
        assertThat(run(DOCS)).containsExactly(201, 202, 200, 200, 202, 200, 204, 200);
    }

    @Test
    void the_six_curl_lines_of_the_readme_work_as_they_stand() throws Exception {
        assertThat(run(README)).containsExactly(201, 202, 200, 200, 200, 200);
    }

    private List<Integer> run(Path page) throws Exception {
        List<String> lines = CONTINUED
                .matcher(Files.readString(page))
                .replaceAll(" ")
                .lines()
                .filter(line -> line.startsWith("curl "))
                .toList();
        var statuses = new ArrayList<Integer>();
        try (Hub hub = TestHub.open(folder.resolve("hub.db"), AccessRules.of(null, List.of()))) {
            var client = new HubClient(hub.url());
            String webhook = "";
            String chain = "";
            for (String line : lines) {
                Response answer = send(client, line.replace("WEBHOOK", webhook).replace("CHAIN", chain));
                statuses.add(answer.status());
                webhook = webhook.isEmpty() ? answer.json().path("id").asText() : webhook;
                chain = chain.isEmpty() ? answer.json().at("/chains/0").asText() : chain;
            }
        }
        return statuses;
    }

    private static Response send(HubClient client, String line) throws Exception {
        List<String> words = WORD.matcher(line).results().map(HubDocsTest::text).toList();
        String body = after("-d", words, "");
        String type = after("-H", words, "");
        String url = words.get(words.size() - 1);
        assertThat(url).startsWith("http://127.0.0.1:8080/");
        String path = url.substring("http://127.0.0.1:8080".length());
        String method = after("-X", words, body.isEmpty() ? "GET" : "POST");
        // curl sets a type of its own where none is given, so one must be.
        String header = type.isEmpty() ? "Content-Type: application/x-www-form-urlencoded" : type;
        int colon = header.indexOf(": ");
        return client.send(method, path, body, header.substring(0, colon), header.substring(colon + 2));
    }

    private static String text(MatchResult word) {
        return word.group(1) == null ? word.group(2) : word.group(1);
    }

    private static String after(String option, List<String> words, String otherwise) {
        int place = words.indexOf(option);
        return place < 0 ? otherwise : words.get(place + 1);
    }
}
