package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.tck.internal.store.CheckedStore;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.webhook.Webhook;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InMemoryStoreFaultsTest extends StoreFixture {

    private InMemoryStore faulty;
    private Webhook webhook;

    InMemoryStoreFaultsTest() {
        super(new InMemoryStoreTest().opening());
    }

    @BeforeEach
    void save_a_webhook() {
        faulty = (InMemoryStore) CheckedStore.unchecked(store);
        webhook = savedWebhook("w", 1);
    }

    @Test
    void fails_as_many_commits_as_the_test_asks_for_and_applies_none_of_them() {
        faulty.failNextCommits(2);

        failsToStart("c1", StoreException.Reason.FAILED, "the test made this commit fail");
        failsToStart("c2", StoreException.Reason.FAILED, "the test made this commit fail");
        start("c3", webhook);

        assertThat(store.unfinishedChains(webhook.id(), 10)).containsExactly(id("c3"));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 1, 0, 0));
    }

    @Test
    void fails_no_more_commits_when_the_test_ends_it() {
        faulty.failNextCommits(2);
        faulty.failNextCommits(0);

        start("c", webhook);

        assertThat(store.unfinishedChains(webhook.id(), 10)).containsExactly(id("c"));
    }

    @Test
    void applies_a_commit_whose_response_the_test_loses() {
        faulty.failAfterNextCommit();

        failsToStart("c1", StoreException.Reason.FAILED, "the test lost the response to this commit");

        assertThat(store.unfinishedChains(webhook.id(), 10)).containsExactly(id("c1"));
        start("c2", webhook);
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 2, 0, 0));
    }

    @Test
    void returns_the_started_chains_when_published_again_after_a_lost_response() {
        faulty.failAfterNextCommit();
        failsToStart("c1", StoreException.Reason.FAILED, "the test lost the response to this commit");

        MutationResult again = commitOne(publish(event("event_of_c1"), newChain("c1", webhook)));

        var publication = new PublishResult(event("event_of_c1").id(), List.of(id("c1")), true);
        assertThat(again).isEqualTo(new MutationResult.Published(List.of(publication)));
    }

    @Test
    void refuses_a_chain_whose_id_is_taken() {
        start("finished", webhook);
        cancel("finished");
        NewChain again = newChain("again", webhook);
        NewEvent asAgain = newEvent(again.id().number(), event("e"), List.of(), 0, newChain("c", webhook));

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(
                        () -> commit(new Mutation.Rerun(id("finished"), again), new Mutation.Publish(List.of(asAgain))))
                .withMessage("chain " + again.id() + " is there already; every chain needs an id of its own");
    }

    @Test
    void goes_on_after_a_crash_and_leaves_the_crashed_store_closed() {
        startAndClaim("c", webhook);

        Store after = faulty.reopen();

        failsToStart("c2", StoreException.Reason.CLOSED, "the store is closed");
        assertThat(after.unfinishedChains(webhook.id(), 10)).containsExactly(id("c"));
        assertThat(after.forNode(clock).lanes()).hasSize(1);
    }

    @Test
    void drops_its_faults_in_a_crash() {
        faulty.failNextCommits(1);
        faulty.failAfterNextCommit();

        store = faulty.reopen();
        start("c", webhook);

        assertThat(store.unfinishedChains(webhook.id(), 10)).containsExactly(id("c"));
    }

    private void failsToStart(String chain, StoreException.Reason reason, String message) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> start(chain, webhook))
                .withMessage(message)
                .extracting(StoreException::reason)
                .isEqualTo(reason);
    }
}
