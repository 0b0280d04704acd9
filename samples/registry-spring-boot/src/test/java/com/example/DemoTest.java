package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoTest {
    @Test
    void prints_the_commands_and_links_that_the_readme_has() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(Demo.whatToTry().lines().map(String::strip).filter(line -> line.matches("(curl|http).*")))
                .hasSize(5)
                .allSatisfy(line -> assertThat(readme).contains(line.replaceFirst("^(http\\S+) .*", "$1")));
    }
}
