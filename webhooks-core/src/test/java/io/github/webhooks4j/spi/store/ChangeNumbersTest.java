package io.github.webhooks4j.spi.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangeNumbersTest {
    @Test
    void counts_up_whatever_the_tags_are() {
        long first = WebhookVersions.next(WebhookVersions.NONE, -1);
        long second = WebhookVersions.next(first, 0);
        long third = WebhookVersions.next(second, 5);

        assertThat(first).isEqualTo(2 * WebhookVersions.COUNT - 1);
        assertThat(second).isEqualTo(2 * WebhookVersions.COUNT);
        assertThat(third).isEqualTo(3 * WebhookVersions.COUNT + 5);
    }

    @Test
    void differs_by_the_tag_where_the_count_is_the_same() {
        assertThat(WebhookVersions.next(WebhookVersions.COUNT, 1))
                .isNotEqualTo(WebhookVersions.next(WebhookVersions.COUNT, 2));
    }
}
