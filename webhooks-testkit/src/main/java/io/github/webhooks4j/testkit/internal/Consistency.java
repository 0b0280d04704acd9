package io.github.webhooks4j.testkit.internal;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.OrderedLane;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.testkit.internal.Tables.ChainRow;
import io.github.webhooks4j.testkit.internal.Tables.ClaimBatchRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks that each delivering chain is either held by exactly one claim batch or in the queue exactly once, that no
 * other chain is in either, and that exactly one delivery of each ordered lane does not wait for its turn. Confined to the
 * store's lock.
 */
public final class Consistency {
    private final Tables tables;

    public Consistency(Tables tables) {
        this.tables = tables;
    }

    /** Returns a sentence for each finding, up to a limit, in the order of the chains. */
    public List<String> findings(int limit) {
        Map<ChainId, List<Long>> batches = batches();
        Set<ChainId> queued = queued();
        var findings = new ArrayList<String>();
        tables.chains.all().stream()
                .sorted(comparing(ChainRow::id))
                .forEach(row ->
                        check(row, batches.getOrDefault(row.id(), List.of()), queued.contains(row.id()), findings));
        batches.forEach((chain, numbers) -> {
            if (tables.chains.get(chain) == null) {
                findings.add("chain " + chain + " must be stored, since claim batch " + numbers.get(0)
                        + " holds it, but is missing");
            }
        });
        tables.claimBatches.all().stream()
                .filter(batch -> batch.chains().isEmpty())
                .forEach(batch -> findings.add(
                        "claim batch " + batch.number() + " must hold at least one chain, but holds none"));
        checkOrder(findings);
        return List.copyOf(findings.subList(0, Math.min(limit, findings.size())));
    }

    private static void check(ChainRow row, List<Long> batches, boolean queued, List<String> findings) {
        String chain = "chain " + row.id();
        String state = row.chain().chain().state().code();
        if (row.chain().due() == null) {
            if (!batches.isEmpty()) {
                findings.add(chain + " must not be held by a claim batch, since it is " + state
                        + ", but is held by number " + batches.get(0));
            }
            if (queued) {
                findings.add(chain + " must not be in the queue, since it is " + state + ", but is");
            }
        } else if (row.isHeld()) {
            if (batches.size() != 1) {
                findings.add(chain + " must be held by exactly one claim batch, but is held by " + batches.size());
            }
            if (queued) {
                findings.add(chain + " must not be in the queue, since a claim batch holds it, but is");
            }
        } else {
            if (!batches.isEmpty()) {
                findings.add(
                        chain + " must not be held by a claim batch, since it is in the queue, but is held by number "
                                + batches.get(0));
            }
            if (!queued) {
                findings.add(chain + " must be in the queue, since no claim batch holds it, but is not");
            }
        }
    }

    private void checkOrder(List<String> findings) {
        tables.chains.all().stream()
                .filter(row ->
                        StoreRules.isWaitingForTurn(row.chain()) && row.chain().orderedLane() == null)
                .sorted(comparing(ChainRow::id))
                .forEach(row -> findings.add(
                        "chain " + row.id() + " must not wait for its turn, since it is in no order, but does"));
        OrderedLanes ordered = tables.chainIndex.ordered();
        ordered.all().stream()
                .sorted(comparing(OrderedLane::key)
                        .thenComparing(lane -> lane.webhook().value())
                        .thenComparingInt(OrderedLane::step))
                .forEach(lane -> {
                    int inTurn = ordered.inTurn(lane).size();
                    if (inTurn != 1) {
                        findings.add("exactly one delivery of ordering key " + lane.key() + " at step " + lane.step()
                                + " of webhook " + lane.webhook() + " must not wait for its turn, but " + inTurn
                                + " do not");
                    }
                });
    }

    /** Returns the numbers of the batches that name a chain. */
    private Map<ChainId, List<Long>> batches() {
        var batches = new TreeMap<ChainId, List<Long>>();
        tables.claimBatches.all().stream()
                .sorted(comparingLong(ClaimBatchRow::number))
                .forEach(batch -> batch.chains()
                        .forEach(chain -> batches.computeIfAbsent(chain, absent -> new ArrayList<>())
                                .add(batch.number())));
        return batches;
    }

    private Set<ChainId> queued() {
        var queued = new HashSet<ChainId>();
        for (LaneKey lane : tables.chainIndex.lanes()) {
            tables.chainIndex.lane(lane).forEach(row -> queued.add(row.id()));
        }
        return queued;
    }
}
