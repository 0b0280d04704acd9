package io.github.webhooks4j.cli.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.catalog.EventType;
import io.github.webhooks4j.cli.CommandRun;
import io.github.webhooks4j.openapi.ApiInfo;
import io.github.webhooks4j.openapi.OpenApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenApiCommandTest {
    private static final EventCatalog CATALOG = EventCatalog.of(
            EventType.of("order.placed").withTitle("An order was placed"),
            EventType.of("order.paid").deprecatedFor("use order.settled"),
            EventType.of("audit").asHidden());

    private final CommandRun cli = new CommandRun();

    @TempDir
    private Path folder;

    @Test
    void lists_the_types_of_a_document() throws IOException {
        String file = write("hub.json", CATALOG);

        assertThat(cli.run("openapi", file)).isZero();
        assertThat(cli.out().lines())
                .containsExactly("order.placed - An order was placed", "order.paid (deprecated: use order.settled)");

        assertThat(cli.run("openapi", file, "--hidden")).isZero();
        assertThat(cli.out().lines()).contains("audit (hidden)");
    }

    @Test
    void lists_what_differs_from_an_earlier_document() throws IOException {
        String earlier = write("earlier.json", CATALOG);
        String later = write(
                "later.json",
                EventCatalog.of(
                        EventType.of("order.settled"),
                        EventType.of("order.paid"),
                        EventType.of("audit").asHidden()));

        assertThat(cli.run("openapi", later, "--compare", earlier)).isEqualTo(1);
        assertThat(cli.out().lines())
                .containsExactly("added order.settled", "changed order.paid", "missing order.placed");

        assertThat(cli.run("openapi", later, "--compare", later)).isZero();
        assertThat(cli.out().lines()).containsExactly("The event types are the same.");
    }

    @Test
    void writes_a_document_from_which_the_types_are_read_again() throws IOException {
        String file = write("hub.json", CATALOG);

        assertThat(cli.run(
                        "openapi",
                        file,
                        "--write",
                        "--hidden",
                        "--callbacks",
                        "--title",
                        "Acme Hub",
                        "--api-version",
                        "2"))
                .isZero();

        assertThat(cli.out()).contains("\"title\":\"Acme Hub\",\"version\":\"2\"", "{$request.body#/callback_url}");
        assertThat(OpenApi.read(cli.out().strip().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(CATALOG);
    }

    @Test
    void refuses_a_document_without_webhooks() throws IOException {
        String file = Files.writeString(folder.resolve("none.json"), "{\"openapi\":\"3.1.0\"}")
                .toString();

        assertThat(cli.run("openapi", file)).isEqualTo(1);
        assertThat(cli.err())
                .isEqualToIgnoringNewLines(
                        "error: an OpenAPI document must have an object webhooks or x-webhooks, was one without");
    }

    @Test
    void refuses_options_that_exclude_each_other_or_are_wrong() throws IOException {
        String file = write("hub.json", CATALOG);

        assertThat(cli.run("openapi", file, "--write", "--compare", file)).isEqualTo(2);
        assertThat(cli.err()).startsWith("error: --compare and --write must not be given together");
        assertThat(cli.run("openapi", file, "--write", "--title", " ")).isEqualTo(2);
        assertThat(cli.err())
                .startsWith("error: the title of an API must be 1 to 100 characters, not all blank, was 1 characters");
    }

    @Test
    void reports_a_file_that_is_not_there() {
        String file = folder.resolve("absent.json").toString();

        assertThat(cli.run("openapi", file)).isEqualTo(1);
        assertThat(cli.err())
                .isEqualToIgnoringNewLines("error: the OpenAPI file " + file + " must exist, but there is none");
    }

    private String write(String name, EventCatalog catalog) throws IOException {
        String json = OpenApi.of(catalog, new ApiInfo("Hub", "1")).withHidden().toJson();
        return Files.writeString(folder.resolve(name), json).toString();
    }
}
