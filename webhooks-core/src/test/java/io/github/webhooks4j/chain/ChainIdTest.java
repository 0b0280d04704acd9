package io.github.webhooks4j.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChainIdTest {
    @Test
    void is_made_of_the_numbers_of_its_webhook_and_its_event() {
        var id = ChainId.of(33, 64);

        assertThat(id.value()).isEqualTo("chn_00000000000110000000000020");
        assertThat(id.hasNumbers()).isTrue();
        assertThat(id.webhookNumber()).isEqualTo(33);
        assertThat(id.number()).isEqualTo(64);
    }

    @Test
    void keeps_the_greatest_and_the_least_numbers() {
        var id = ChainId.of(Long.MAX_VALUE, 0);

        assertThat(new ChainId(id.value()).webhookNumber()).isEqualTo(Long.MAX_VALUE);
        assertThat(new ChainId(id.value()).number()).isZero();
        assertThat(ChainId.of(0, Long.MAX_VALUE).number()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void sorts_those_of_one_webhook_by_their_numbers() {
        assertThat(List.of(
                        ChainId.of(7, 0),
                        ChainId.of(7, 31),
                        ChainId.of(7, 32),
                        ChainId.of(7, 1L << 62),
                        ChainId.of(7, Long.MAX_VALUE)))
                .isSorted();
    }

    @Test
    void is_parsed_as_any_id() {
        var id = ChainId.of(33, 64);

        assertThat(ChainId.parse(id.value())).contains(id);
    }

    @Test
    void has_no_numbers_if_it_is_made_otherwise() {
        for (String value : List.of(
                "c1",
                "chn_",
                "chn_0000000000011000000000002", // a digit less
                "chn_000000000001100000000000200",
                "chx_00000000000110000000000020",
                "chn_80000000000110000000000020", // 64 bits
                "chn_00000000000118000000000020",
                "chn_0000000000011000000000002u")) {
            var id = new ChainId(value);

            assertThat(id.hasNumbers()).as(value).isFalse();
            assertThatThrownBy(id::number)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("chain " + value
                            + " must have an id of two numbers, as an engine makes them, to be stored");
            assertThatThrownBy(id::webhookNumber)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("chain " + value
                            + " must have an id of two numbers, as an engine makes them, to be stored");
        }
    }

    @Test
    void takes_no_negative_number() {
        assertThatThrownBy(() -> ChainId.of(-1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a number must not be negative, was -1");
        assertThatThrownBy(() -> ChainId.of(0, -2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a number must not be negative, was -2");
    }
}
