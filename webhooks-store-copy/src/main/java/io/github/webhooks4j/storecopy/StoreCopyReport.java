package io.github.webhooks4j.storecopy;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.stats.ChainCounts;
import java.util.ArrayList;
import java.util.List;

/**
 * Both sides of a copy, read after all was copied. Immutable.
 *
 * @param tables the tables that were copied, in the order in which they were
 * @param source the chain counts, and what is inconsistent, in the file
 * @param target the same in the database
 * @param resumed whether an earlier run had begun the copy
 */
public record StoreCopyReport(List<Table> tables, Chains source, Chains target, boolean resumed) {
    /** How many inconsistencies are looked for on each side. */
    public static final int MAX_INCONSISTENCIES = 100;

    public StoreCopyReport {
        tables = List.copyOf(tables);
        requireNonNull(source, "source");
        requireNonNull(target, "target");
    }

    /**
     * What a table holds.
     *
     * @param rows how many rows
     * @param sha256 of all copied values, in the order of the key, in hexadecimal digits
     */
    public record Content(long rows, String sha256) {
        public Content {
            requireNonNull(sha256, "sha256");
        }
    }

    /**
     * A table on both sides. What SQLite writes in another way is compared as PostgreSQL writes it.
     *
     * @param name its name
     * @param source what it holds in the file
     * @param target what it holds in the database
     */
    public record Table(String name, Content source, Content target) {
        public Table {
            requireNonNull(name, "name");
            requireNonNull(source, "source");
            requireNonNull(target, "target");
        }

        /** Returns whether both sides hold the same. */
        public boolean isEqual() {
            return source.equals(target);
        }
    }

    /**
     * What one side says of its chains.
     *
     * @param counts the chain counts
     * @param inconsistencies a sentence for each chain that is not as it must be, at most {@link #MAX_INCONSISTENCIES}: empty but for a
     *     defect
     */
    public record Chains(ChainCounts counts, List<String> inconsistencies) {
        public Chains {
            requireNonNull(counts, "counts");
            inconsistencies = inconsistencies.stream().sorted().toList();
        }
    }

    /** Returns whether both sides are equal in all of this; then the copy is finished, and a store opens the target. */
    public boolean isEqual() {
        return differences().isEmpty();
    }

    /** Returns a sentence for each difference of the sides; empty if they are equal. */
    public List<String> differences() {
        var differences = new ArrayList<String>();
        for (Table table : tables) {
            if (table.source().rows() != table.target().rows()) {
                differences.add(table.name() + " has " + table.source().rows() + " rows in the file, and "
                        + table.target().rows() + " in the database");
            } else if (!table.isEqual()) {
                differences.add(table.name() + " has the same number of rows on both sides, and other values");
            }
        }
        if (!source.counts().equals(target.counts())) {
            differences.add("the chain counts are " + source.counts() + " in the file, and " + target.counts()
                    + " in the database");
        }
        if (!source.inconsistencies().equals(target.inconsistencies())) {
            differences.add("there are " + source.inconsistencies().size() + " inconsistencies in the file, and "
                    + target.inconsistencies().size() + " in the database, or others");
        }
        return List.copyOf(differences);
    }
}
