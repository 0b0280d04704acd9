package io.github.webhooks4j.engine.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitStreamTest {
    private static final Mutation FIRST = new Mutation.Apply(new ChainId("chn_1"), new ChainEvent.Cancel());
    private static final Mutation SECOND = new Mutation.Apply(new ChainId("chn_2"), new ChainEvent.Cancel());
    private static final Committed BATCH = new Committed(List.of(
            Committed.Entry.of(FIRST, new MutationResult.NotFound()),
            Committed.Entry.of(SECOND, new MutationResult.NotFound())));

    private final List<Mutation> followed = new ArrayList<>();

    @Test
    void brings_a_batch_to_each_listener_in_its_order() {
        var stream = new CommitStream(
                "test",
                List.of(
                        batch -> batch.forEach(entry -> followed.add(entry.change())),
                        batch -> batch.forEach(entry -> followed.add(entry.change()))));

        stream.committed(BATCH);

        assertThat(followed).containsExactly(FIRST, SECOND, FIRST, SECOND);
    }

    @Test
    void a_listener_that_fails_keeps_no_other_from_following() {
        var stream = new CommitStream(
                "test",
                List.of(
                        batch -> {
                            throw new StackOverflowError("on purpose");
                        },
                        batch -> batch.forEach(entry -> followed.add(entry.change()))));

        stream.committed(BATCH);

        assertThat(followed).containsExactly(FIRST, SECOND);
    }

    @Test
    void brings_a_dropped_record_to_the_listeners() {
        var stream = new CommitStream("test", List.of(new CommitListener() {
            @Override
            public void onCommitted(Committed batch) {}

            @Override
            public void onDropped(Mutation change) {
                followed.add(change);
            }
        }));

        stream.dropped(FIRST);

        assertThat(followed).containsExactly(FIRST);
    }

    @Test
    void an_entry_on_which_a_listener_fails_keeps_it_from_no_other_entry() {
        assertThatThrownBy(() -> BATCH.forEach(entry -> {
                    followed.add(entry.change());
                    throw new IllegalStateException("at " + followed.size());
                }))
                .hasMessage("at 1")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));

        assertThat(followed).containsExactly(FIRST, SECOND);
    }
}
