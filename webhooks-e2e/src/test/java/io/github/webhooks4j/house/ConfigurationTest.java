package io.github.webhooks4j.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/configuration.md has every option of every builder, and none that does not exist. */
class ConfigurationTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final Pattern HEADING = Pattern.compile("## `([A-Za-z.]+)`");
    private static final Pattern OPTION = Pattern.compile("- `([A-Za-z0-9]+)`");
    /** Build an event, and a payload, whose fields are those of its JSON. */
    private static final Set<String> NO_OPTIONS = Set.of("EventBuilder", "RepositoryBuilder");

    @Test
    void documents_every_setter_of_every_builder() throws IOException {
        assertThat(documented()).isEqualTo(setters());
    }

    private static Map<String, Set<String>> setters() {
        var setters = new TreeMap<String, Set<String>>();
        for (JavaClass type : House.CLASSES) {
            String name = nameOf(type);
            if (name.endsWith("Builder") && isOpen(type) && !NO_OPTIONS.contains(name)) {
                setters.put(name, settersOf(type));
            }
        }
        return setters;
    }

    private static Set<String> settersOf(JavaClass builder) {
        var names = new TreeSet<String>();
        builder.getAllMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(method -> !method.getOwner().isEquivalentTo(Object.class))
                .filter(method ->
                        builder.isAssignableTo(method.getRawReturnType().getName()))
                .forEach(method -> names.add(method.getName()));
        return names;
    }

    /** Options that are parameters of {@code builder} are marked as required, and no setters. */
    private static Map<String, Set<String>> documented() throws IOException {
        var documented = new TreeMap<String, Set<String>>();
        Set<String> options = new TreeSet<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher heading = HEADING.matcher(line);
            Matcher option = OPTION.matcher(line);
            if (heading.matches()) {
                options = new TreeSet<>();
                documented.put(heading.group(1), options);
            } else if (line.startsWith("## ")) {
                options = new TreeSet<>();
            } else if (option.matches()) {
                options.add(option.group(1));
            }
        }
        return documented;
    }

    private static boolean isOpen(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.getModifiers().contains(JavaModifier.ABSTRACT)
                && !type.getPackageName().contains(".internal")
                && !type.getPackageName().contains(".examples");
    }

    private static String nameOf(JavaClass type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }
}
