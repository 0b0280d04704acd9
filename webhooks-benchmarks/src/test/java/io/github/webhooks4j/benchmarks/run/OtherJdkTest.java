package io.github.webhooks4j.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherJdkTest {
    @Test
    void the_other_jdk_gets_the_same_arguments_without_the_option_that_names_it() {
        assertThat(OtherJdk.withoutOption(List.of("delivery", "--jdk", "/jdk", "--rounds", "5")))
                .containsExactly("delivery", "--rounds", "5");
        assertThat(OtherJdk.withoutOption(List.of("delivery", "--jdk=/jdk", "--rounds=5")))
                .containsExactly("delivery", "--rounds=5");
    }

    @Test
    void a_jar_is_run_by_its_manifest() {
        assertThat(OtherJdk.program("target/webhooks-benchmarks.jar"))
                .containsExactly("-jar", "target/webhooks-benchmarks.jar");
    }

    @Test
    void classes_are_run_by_the_class_path() {
        assertThat(OtherJdk.program("classes:some.jar"))
                .containsExactly("-cp", "classes:some.jar", "io.github.webhooks4j.benchmarks.Main");
    }

    @Test
    void a_directory_without_java_is_no_jdk(@TempDir Path empty) {
        assertThat(new OtherJdk(empty).isOne()).isFalse();
        assertThat(new OtherJdk(Path.of(System.getProperty("java.home"))).isOne())
                .isTrue();
    }
}
