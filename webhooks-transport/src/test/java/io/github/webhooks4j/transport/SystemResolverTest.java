package io.github.webhooks4j.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemResolverTest {
    private final List<String> asked = new ArrayList<>();

    @TempDir
    private Path directory;

    private SystemResolver resolver;

    @BeforeEach
    void writeHosts() throws IOException {
        Path hosts = Files.writeString(
                directory.resolve("hosts"), "127.0.0.1 localhost\n10.1.2.3\tci.inside CI2.inside # spare.inside\n");
        resolver = new SystemResolver(this::lookUp, hosts);
    }

    @ParameterizedTest
    @CsvSource({
        "hooks.test, hooks.test.",
        "hooks.test., hooks.test.",
        "a.b.hooks.test, a.b.hooks.test.",
        "spare.inside, spare.inside.",
        "ci.inside, ci.inside",
        "ci2.inside, ci2.inside",
        "localhost, localhost",
        "ci, ci",
        "9.9.9.9, 9.9.9.9",
        "::ffff:9.9.9.9, ::ffff:9.9.9.9",
    })
    void looks_a_name_up_without_search_domains_unless_it_has_one_label_or_is_in_the_file(String host, String name)
            throws UnknownHostException {
        assertThat(resolver.resolve(host)).containsExactly(InetAddress.getLoopbackAddress());
        assertThat(asked).containsExactly(name);
    }

    @Test
    void works_without_a_file_of_hosts() throws UnknownHostException {
        new SystemResolver(this::lookUp, directory.resolve("none")).resolve("hooks.test");

        assertThat(asked).containsExactly("hooks.test.");
    }

    @ParameterizedTest
    @CsvSource({
        "hooks.test.: Name or service not known, hooks.test: Name or service not known",
        "hooks.test., hooks.test",
        "no network, no network",
    })
    void reports_a_failure_for_the_name_as_it_was_asked_for(String message, String reported) {
        var failing = new SystemResolver(
                name -> {
                    throw new UnknownHostException(message);
                },
                directory.resolve("none"));

        assertThatThrownBy(() -> failing.resolve("hooks.test"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage(reported);
    }

    private InetAddress[] lookUp(String name) {
        asked.add(name);
        return new InetAddress[] {InetAddress.getLoopbackAddress()};
    }
}
