package io.github.webhooks4j.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.postgresql.util.DriverInfo;

/** The driver that an application brings: the build runs the contracts with the oldest one too. */
@Tag("postgres")
class PostgresDriverTest {
    @Test
    @EnabledIfSystemProperty(
            named = "postgresql.driver",
            matches = ".+",
            disabledReason = "only a build names a driver")
    void runs_on_the_driver_that_the_build_names() {
        assertThat(DriverInfo.DRIVER_VERSION).isEqualTo(System.getProperty("postgresql.driver"));
    }
}
