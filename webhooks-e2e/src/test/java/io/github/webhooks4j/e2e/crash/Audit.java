package io.github.webhooks4j.e2e.crash;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what was promised (accepted events), what the receivers saw, and what the store contains, once nothing is left to do
 * and no node runs.
 */
final class Audit {
    private static final int PAGE = 500;

    private final NodeProcesses processes;
    private final Book book;
    private final Map<WebhookId, Hook> hooks;
    private final Findings findings = new Findings();
    /** The event of each chain in the store. */
    private final Map<ChainId, String> chains = new HashMap<>();

    private Audit(NodeProcesses processes, Book book, Map<WebhookId, Hook> hooks) {
        this.processes = processes;
        this.book = book;
        this.hooks = hooks;
    }

    /** What an audit came to. */
    record Result(Findings findings, long accepted, ChainCounts counts) {}

    static Result run(String url, NodeProcesses processes, Book book, Map<WebhookId, Hook> hooks) throws SQLException {
        return new Audit(processes, book, hooks).run(url);
    }

    private Result run(String url) throws SQLException {
        ChainCounts counts;
        try (CrashStore store = CrashStore.open(url)) {
            hooks.forEach((webhook, hook) -> checkChains(store.store(), webhook, hook));
            counts = store.store().chainCounts();
        }
        long accepted = checkAccepted();
        checkReceived();
        checkMoves();
        checkRows(url, counts);
        findings.wrong.addAll(book.faults());
        return new Result(findings, accepted, counts);
    }

    private void checkChains(Store store, WebhookId webhook, Hook hook) {
        List<ChainDetails> page = store.listChains(webhook, null, PAGE);
        while (!page.isEmpty()) {
            for (ChainDetails story : page) {
                StoredChain record = story.chain();
                chains.put(record.chain().id(), record.event().value());
                new ChainAudit(story, hook, book, findings).run();
            }
            page = store.listChains(
                    webhook, page.get(page.size() - 1).chain().chain().id(), PAGE);
        }
    }

    /** Every accepted event is in the store, with the chains that {@code publish} returned. */
    private long checkAccepted() {
        Set<String> events = new HashSet<>();
        processes.accepted().forEach(line -> {
            String[] words = line.split(" ", -1);
            events.add(words[0]);
            if (words.length != 1 + Hook.CHAINS_PER_EVENT) {
                findings.wrong.add("event " + words[0] + " must start " + Hook.CHAINS_PER_EVENT + " chains: " + line);
            }
            for (int word = 1; word < words.length; word++) {
                String event = chains.get(new ChainId(words[word]));
                if (!words[0].equals(event)) {
                    findings.lost.add("event " + words[0] + " was accepted with chain " + words[word]
                            + ", which the store has for event " + event);
                }
            }
        });
        return events.size();
    }

    /** Nothing was delivered that the store does not have: a chain is durable before a receiver gets its first request. */
    private void checkReceived() {
        for (ChainId chain : book.chains()) {
            if (!chains.containsKey(chain)) {
                findings.lost.add("chain " + chain + " was delivered, but is not in the store");
            }
        }
    }

    /** A chain that is never rerun reaches each state once, on whichever node. */
    private void checkMoves() {
        Set<String> seen = new HashSet<>();
        processes.moves().filter(move -> !seen.add(move)).forEach(move -> findings.twice.add("moved twice: " + move));
    }

    private void checkRows(String url, ChainCounts counts) throws SQLException {
        if (!counts.isBalanced()) {
            findings.wrong.add("the chain counts miss " + counts.discrepancy() + ": " + counts);
        }
        try (Connection connection = DriverManager.getConnection(url)) {
            compare("accepted", counts.accepted(), count(connection, "SELECT count(*) FROM wh_chain"));
            compare("complete", counts.complete(), countState(connection, "complete"));
            compare("waiting", counts.awaitingCallback(), countState(connection, "awaiting_callback"));
            compare("pending", counts.delivering(), countState(connection, "delivering"));
            compare("interrupted", counts.interrupted(), countState(connection, "interrupted"));
            compare("cancelled", counts.cancelled(), countState(connection, "cancelled"));
            long held = count(connection, "SELECT count(*) FROM wh_chain WHERE state = 2");
            compare(
                    "pending",
                    counts.delivering(),
                    held + count(connection, "SELECT count(*) FROM wh_pending_delivery"));
            long twice = count(connection, """
                    SELECT count(*) FROM
                        (SELECT 1 FROM wh_chain GROUP BY coalesce(event_number, number), webhook_number
                         HAVING count(*) > 1) AS twice""");
            if (twice > 0) {
                findings.twice.add(twice + " times an event started two chains of one webhook");
            }
        }
    }

    private void compare(String what, long told, long counted) {
        if (told != counted) {
            findings.wrong.add("the chain counts say " + told + " " + what + ", the rows " + counted);
        }
    }

    private static long countState(Connection connection, String state) throws SQLException {
        return count(connection, "SELECT count(*) FROM wh_chain_readable WHERE state = '" + state + "'");
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
