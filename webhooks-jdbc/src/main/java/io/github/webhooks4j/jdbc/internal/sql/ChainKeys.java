package io.github.webhooks4j.jdbc.internal.sql;

import io.github.webhooks4j.chain.ChainId;
import java.util.Collection;

/**
 * The keys of chains as one parameter of a statement. An id that is not made of two numbers is none of a stored chain, and is left
 * out. Immutable.
 */
public final class ChainKeys {
    private final long[] webhooks;
    private final long[] numbers;

    private ChainKeys(long[] webhooks, long[] numbers) {
        this.webhooks = webhooks;
        this.numbers = numbers;
    }

    /** Returns the keys of chains, in the order of the collection. */
    public static ChainKeys of(Collection<ChainId> ids) {
        int count = 0;
        for (ChainId id : ids) {
            count += id.hasNumbers() ? 1 : 0;
        }
        var webhooks = new long[count];
        var numbers = new long[count];
        int i = 0;
        for (ChainId id : ids) {
            if (id.hasNumbers()) {
                webhooks[i] = id.webhookNumber();
                numbers[i] = id.number();
                i++;
            }
        }
        return new ChainKeys(webhooks, numbers);
    }

    /**
     * Returns the keys of chains.
     *
     * @param webhooks the numbers of their webhooks; not changed afterwards
     * @param numbers their numbers within the webhooks, as many; not changed afterwards
     */
    public static ChainKeys of(long[] webhooks, long[] numbers) {
        return new ChainKeys(webhooks, numbers);
    }

    /** Returns how many there are. */
    public int size() {
        return webhooks.length;
    }

    /** Returns the numbers of the webhooks, as long as {@link #numbers}; a copy. */
    public long[] webhooks() {
        return webhooks.clone();
    }

    /** Returns the numbers of the chains within their webhooks; a copy. */
    public long[] numbers() {
        return numbers.clone();
    }

    /** Returns the keys as JSON: {@code [[webhook,number],..]}. */
    public String toJson() {
        var json = new StringBuilder(2 + webhooks.length * 42).append('[');
        for (int i = 0; i < webhooks.length; i++) {
            json.append(i == 0 ? "[" : ",[")
                    .append(webhooks[i])
                    .append(',')
                    .append(numbers[i])
                    .append(']');
        }
        return json.append(']').toString();
    }
}
