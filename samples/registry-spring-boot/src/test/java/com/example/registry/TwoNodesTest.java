package com.example.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainState;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each node delivers what any of them has accepted. */
@Tag("postgres")
class TwoNodesTest {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private Trial trial;

    @BeforeEach
    void start() {
        trial = Trial.start();
    }

    @AfterEach
    void stop() {
        trial.close();
    }

    @Test
    void delivers_on_either_node_what_the_other_has_accepted() {
        Trial.engine(trial.first()).stopDelivering(GRACE);
        Image one = Trial.push(trial.first(), "one");
        trial.awaitChain(one, ChainState.Kind.COMPLETE);

        Trial.engine(trial.first()).startDelivering();
        Trial.engine(trial.second()).stopDelivering(GRACE);
        Image two = Trial.push(trial.second(), "two");
        trial.awaitChain(two, ChainState.Kind.COMPLETE);
    }

    @Test
    void delivers_on_the_other_node_what_a_stopped_one_has_accepted() {
        Trial.engine(trial.first()).stopDelivering(GRACE);
        Trial.engine(trial.second()).stopDelivering(GRACE);
        Image image = Trial.push(trial.first(), "left");
        trial.first().close();

        Trial.engine(trial.second()).startDelivering();

        trial.awaitChain(image, ChainState.Kind.COMPLETE);
        assertThat(trial.jobs("left")).containsExactly("scan", "deploy");
    }
}
