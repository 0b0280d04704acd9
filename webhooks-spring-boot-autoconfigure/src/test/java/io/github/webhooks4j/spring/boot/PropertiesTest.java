package io.github.webhooks4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The properties in the documents and in the metadata for editors are those that there are. */
class PropertiesTest {
    private static final Pattern ROW = Pattern.compile("\\| `(webhooks\\.[a-z0-9.<>-]+)` \\|");
    private static final Pattern METADATA = Pattern.compile("\"name\": \"(webhooks\\.[a-z0-9.-]+)\"");

    @Test
    void finds_every_property_in_the_documents() throws IOException {
        assertThat(found(ROW, Files.readString(Path.of("..", "docs", "spring.md"))))
                .isEqualTo(properties());
    }

    @Test
    void finds_every_property_in_the_metadata_for_editors() throws IOException {
        // Every jar of Spring Boot has a file of this name.
        var named = new TreeSet<String>();
        for (URL metadata : Collections.list(
                getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream in = metadata.openStream()) {
                named.addAll(found(METADATA, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }

        // What a map contains has no entry of its own there.
        var described = new TreeSet<String>();
        properties().forEach(name -> described.add(name.replaceFirst("\\.<name>.*", "")));
        assertThat(named).isEqualTo(described);
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> properties() {
        var names = new TreeSet<String>();
        collect("webhooks", WebhooksProperties.class, names);
        return names;
    }

    private static void collect(String prefix, Class<?> type, Set<String> names) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "."
                    + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            Class<?> value = component.getType();
            if (value == Map.class) {
                var typed = (ParameterizedType) component.getGenericType();
                collectValue(name + ".<name>", (Class<?>) typed.getActualTypeArguments()[1], names);
            } else {
                collectValue(name, value, names);
            }
        }
    }

    private static void collectValue(String name, Class<?> value, Set<String> names) {
        if (value.isRecord()) {
            collect(name, value, names);
        } else {
            names.add(name);
        }
    }
}
