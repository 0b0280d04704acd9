package io.github.webhooks4j.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.webhook.Webhook;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However an application prints or serialises our objects, the result has no password, header value or key. */
@Tag("e2e")
@Timeout(120)
class HouseSecretsTest {
    /** It needs a server, and holds its keys as SqliteStore does. */
    private static final Set<String> WITHOUT_SAMPLE = Set.of(PostgresStore.class.getName());

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(password|secret|token|credential|authorization|privatekey|deploymentkey).*");

    @TempDir
    private Path directory;

    @Test
    void no_serialiser_finds_a_secret_in_any_public_type() throws Exception {
        var leaks = new TreeSet<String>();
        try (var samples = new SecretSamples()) {
            for (Object sample : samples.all(directory)) {
                Serialisers.write(sample).forEach((serialiser, text) -> {
                    if (showsMarker(text)) {
                        leaks.add(sample.getClass().getName() + " by " + serialiser);
                    }
                });
            }
        }

        assertThat(leaks).isEmpty();
    }

    @Test
    void every_public_type_that_can_hold_a_secret_is_tried() throws Exception {
        var tried = new TreeSet<String>();
        try (var samples = new SecretSamples()) {
            samples.all(directory).forEach(sample -> tried.add(sample.getClass().getName()));
        }
        Set<String> holders = new SecretHolders(House.CLASSES).publicNames();
        holders.removeIf(name -> name.startsWith("io.github.webhooks4j.examples.")
                || name.startsWith("io.github.webhooks4j.cli.")
                || name.startsWith("io.github.webhooks4j.tck.")
                || WITHOUT_SAMPLE.contains(name));

        assertThat(holders)
                .contains(BasicCredentials.class.getName(), Header.class.getName(), Webhook.class.getName())
                .allSatisfy(name -> assertThat(tried)
                        .as("give SecretSamples one of " + name)
                        .contains(name));
    }

    @Test
    void what_is_named_as_a_secret_is_hidden_from_serialisers() {
        List<String> shown = House.CLASSES.stream()
                .flatMap(type -> type.getFields().stream())
                .filter(field -> SECRET_NAME.matcher(field.getName()).matches())
                .filter(HouseSecretsTest::isReadable)
                // The stored form of settings: private records that exist to be written, as text that may be encrypted.
                .filter(field -> !field.getOwner().getName().contains(".SettingsJson$"))
                .map(JavaField::getFullName)
                .sorted()
                .toList();

        assertThat(shown).isEmpty();
    }

    @Test
    void every_serialiser_finds_what_is_not_hidden() {
        Map<String, String> written = Serialisers.write(new Shown(SecretSamples.MARKER));

        assertThat(written.entrySet().stream()
                        .filter(entry -> !showsMarker(entry.getValue()))
                        .map(Map.Entry::getKey))
                .containsExactly("Java");
        assertThat(new TreeMap<>(Serialisers.write(new Unguarded(SecretSamples.MARKER)))
                        .entrySet().stream()
                                .filter(entry -> showsMarker(entry.getValue()))
                                .map(Map.Entry::getKey))
                .containsExactly("Gson", "Jackson 2, all", "Jackson 2, fields", "Jackson 3, all", "Jackson 3, fields");
    }

    @Test
    void the_marker_is_found_in_every_form() {
        byte[] bytes = SecretSamples.MARKER.getBytes(StandardCharsets.US_ASCII);
        String user = "user:" + SecretSamples.MARKER;

        assertThat(List.of(
                        "x" + SecretSamples.MARKER,
                        Base64.getEncoder().encodeToString(bytes),
                        Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.US_ASCII)),
                        Base64.getUrlEncoder().encodeToString(("a" + user).getBytes(StandardCharsets.US_ASCII)),
                        HexFormat.of().formatHex(bytes),
                        Arrays.toString(bytes)))
                .allSatisfy(text -> assertThat(showsMarker(text)).isTrue());
        assertThat(showsMarker("Marker-S3cret_7e")).isFalse();
    }

    /** A text or bytes that are an instance's own and may be read with it. */
    private static boolean isReadable(JavaField field) {
        boolean text = field.getAllInvolvedRawTypes().stream()
                .anyMatch(type -> type.isEquivalentTo(String.class)
                        || type.isEquivalentTo(byte[].class)
                        || type.isEquivalentTo(char[].class));
        return text
                && !field.getModifiers().contains(JavaModifier.STATIC)
                && !field.getModifiers().contains(JavaModifier.TRANSIENT);
    }

    private static boolean showsMarker(String text) {
        String dense = text.replace(" ", "");
        return forms().stream().anyMatch(dense::contains);
    }

    private static Set<String> forms() {
        byte[] marker = SecretSamples.MARKER.getBytes(StandardCharsets.US_ASCII);
        var forms = new LinkedHashSet<String>();
        forms.add(SecretSamples.MARKER);
        forms.add(HexFormat.of().formatHex(marker));
        forms.add(Arrays.toString(marker).replaceAll("[\\[\\] ]", ""));
        // Base64 depends on where in a group of three bytes it begins; what the neighbours take part in is left out.
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + marker.length];
            System.arraycopy(marker, 0, shifted, before, marker.length);
            int from = before == 0 ? 0 : 4;
            int to = shifted.length / 3 * 4;
            forms.add(Base64.getEncoder().encodeToString(shifted).substring(from, to));
            forms.add(Base64.getUrlEncoder().encodeToString(shifted).substring(from, to));
        }
        return forms.stream().collect(Collectors.toUnmodifiableSet());
    }

    /** What everything reads but Java's own serialisation. */
    record Shown(String content) {}

    /** What only those read that look at private fields. */
    static final class Unguarded {
        @SuppressWarnings({"unused", "FieldCanBeLocal"}) // read by reflection
        private final String content;

        Unguarded(String content) {
            this.content = content;
        }
    }
}
