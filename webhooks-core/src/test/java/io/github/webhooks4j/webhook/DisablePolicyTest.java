package io.github.webhooks4j.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisablePolicyTest {
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void disables_after_5_days_and_12_attempts_and_when_gone_by_default() {
        assertThat(DisablePolicy.DEFAULT).isEqualTo(new DisablePolicy(Duration.ofDays(5), 12, true));
    }

    @Test
    void never_disables_for_failing_nor_when_gone() {
        assertThat(DisablePolicy.NEVER.failingFor()).isNull();
        assertThat(DisablePolicy.NEVER.whenGone()).isFalse();
    }

    @Test
    void takes_a_part_and_leaves_the_other() {
        assertThat(DisablePolicy.DEFAULT.ignoringGone().whenFailing(DAY, 3))
                .isEqualTo(new DisablePolicy(DAY, 3, false));
        assertThat(DisablePolicy.DEFAULT.neverForFailing()).isEqualTo(new DisablePolicy(null, 12, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "P365D"})
    void takes_1_hour_to_365_days(Duration failingFor) {
        assertThat(DisablePolicy.DEFAULT.whenFailing(failingFor, 1).failingFor())
                .isEqualTo(failingFor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT59M59.999S", "P365DT0.001S", "PT0S", "PT-1H"})
    void refuses_another_time(Duration failingFor) {
        assertThatThrownBy(() -> DisablePolicy.DEFAULT.whenFailing(failingFor, 12))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("failingFor must be PT1H to PT8760H, was " + failingFor);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 100_001})
    void refuses_fewer_than_1_and_more_than_100_000_attempts(int failedAttempts) {
        assertThatThrownBy(() -> DisablePolicy.DEFAULT.whenFailing(DAY, failedAttempts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("failedAttempts must be 1 to 100000, was " + failedAttempts);
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without null checks may pass
    void refuses_null_as_a_time() {
        assertThatThrownBy(() -> DisablePolicy.DEFAULT.whenFailing(null, 12))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("failingFor");
    }
}
