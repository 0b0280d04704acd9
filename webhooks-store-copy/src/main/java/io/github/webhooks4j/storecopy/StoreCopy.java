package io.github.webhooks4j.storecopy;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.jdbc.FieldCipher;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.storecopy.CopyRecord.Position;
import io.github.webhooks4j.storecopy.SourceFile.Batch;
import io.github.webhooks4j.storecopy.StoreCopyException.Reason;
import io.github.webhooks4j.storecopy.StoreCopyProgress.Phase;
import io.github.webhooks4j.storecopy.StoreCopyReport.Chains;
import io.github.webhooks4j.storecopy.StoreCopyReport.Table;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Copies a store in a SQLite file to an empty schema of a PostgreSQL database, for an application that outgrows one process: webhooks
 * with all revisions and secrets, the key that signs callback URLs, events, unfinished work, history, chain counts, and the
 * inbox if it is in the file. An engine on the copy goes on where the one on the file ended, and accepts callbacks to the URLs
 * that were sent before.
 *
 * <pre>{@code
 * StoreCopyReport report = StoreCopy.builder(Path.of("/srv/store.db"), dataSource).keys(keys).run();
 * if (!report.isEqual()) {
 *     report.differences().forEach(System.err::println);
 * }
 * }</pre>
 *
 * <p>The application must be stopped: a copy holds the lock of the file. It is made in many transactions, and one that was
 * interrupted goes on when it is run again, for as long as no store has opened the file in between. Until both sides were compared
 * no store opens the target. docs/operating.md, "From SQLite to PostgreSQL", has the steps.
 *
 * <p>The file is opened as by a store, with what that changes in it: an older schema is upgraded, secrets are encrypted with the first
 * key, and claims are undone. Else it stays as it is, and an engine could go on with it: once an engine has run on the copy, none
 * may, since each would do the work of both.
 */
public final class StoreCopy {
    /**
     * By how much the clock here and that of the database may differ. Times in a file are of its engine's clock, and on PostgreSQL
     * they are compared with the database's: retries and deadlines come early or late by the difference.
     */
    public static final Duration MAX_CLOCK_OFFSET = Duration.ofMinutes(1);

    private final SourceFile source;
    private final TargetTables target;
    private final Clock clock;
    private final Consumer<StoreCopyProgress> progress;

    private StoreCopy(SourceFile source, TargetTables target, Clock clock, Consumer<StoreCopyProgress> progress) {
        this.source = source;
        this.target = target;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Returns a builder.
     *
     * @param source the store file
     * @param target gives connections to the database, one at a time, in whose present schema the copy is made; stays the
     *     application's to close
     */
    public static Builder builder(Path source, DataSource target) {
        return new Builder(source, target);
    }

    /** The options of a copy. For one thread. */
    public static final class Builder {
        private final Path source;
        private final DataSource target;
        private List<EncryptionKey> keys = List.of();
        private transient @Nullable FieldCipher cipher;
        private Clock clock = Clock.systemUTC();
        private Consumer<StoreCopyProgress> progress = step -> {};

        private Builder(Path source, DataSource target) {
            this.source = requireNonNull(source, "source");
            this.target = requireNonNull(target, "target");
        }

        /**
         * Sets the keys of the file, which are those of the copy too: encrypted values are copied as they are. The first one encrypts
         * what is not under it yet, in the file, before it is copied. Default: none.
         */
        public Builder keys(List<EncryptionKey> keys) {
            this.keys = List.copyOf(keys);
            return this;
        }

        /** Sets a cipher of the application's, as {@code SqliteStore} has it, in the place of the first key. Default: none. */
        public Builder cipher(FieldCipher cipher) {
            this.cipher = requireNonNull(cipher, "cipher");
            return this;
        }

        /** Sets the clock that the engine on the file used. Default: the system's. */
        public Builder clock(Clock clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Sets what is called, on the thread of {@link #run}, after each transaction and each table that was compared. What it throws
         * interrupts the copy. Default: nothing.
         */
        public Builder onProgress(Consumer<StoreCopyProgress> progress) {
            this.progress = requireNonNull(progress, "progress");
            return this;
        }

        /**
         * Makes the copy, or goes on with one, and compares both sides; returns when that is done. A copy of a million chains takes
         * minutes.
         *
         * @return both sides. If they are not equal, the copy stays unfinished, and no store opens it
         * @throws StoreCopyException if the target is not empty, holds another copy or a finished one, or if the clocks differ; nothing
         *     was copied then, by this run
         * @throws StoreException if the file is in use, or the file or the database cannot be opened as a store opens them, for example
         *     for want of a key or for a newer schema; or if one of them fails: what was copied stays, and the next run goes on
         */
        public StoreCopyReport run() {
            try (SourceFile from = SourceFile.open(source, SecretCipher.of(keys, cipher));
                    TargetTables to = TargetTables.connect(target)) {
                return new StoreCopy(from, to, clock, progress).run();
            }
        }
    }

    private StoreCopyReport run() {
        refuseClock();
        var tables = new ArrayList<>(CopiedTable.OF_STORE);
        if (source.hasInbox()) {
            tables.add(CopiedTable.INBOX);
        }
        Optional<CopyRecord> earlier = target.copy();
        CopyRecord copy = begun(earlier, tables);
        List<TableLayout> layouts = tables.stream()
                .map(table -> TableLayout.of(table, source.columns(table), target.types(table)))
                .toList();
        copy(copy, layouts);
        StoreCopyReport report = compare(layouts, earlier.isPresent());
        if (report.isEqual()) {
            target.finish(copy, clock.instant());
        }
        return report;
    }

    private void refuseClock() {
        Instant here = clock.instant();
        Duration offset = Duration.between(target.time(), here);
        if (offset.abs().compareTo(MAX_CLOCK_OFFSET) > 0) {
            throw new StoreCopyException(
                    Reason.CLOCKS_DIFFER,
                    "the clock of " + target.subject() + " must differ from the clock here by at most "
                            + MAX_CLOCK_OFFSET + ", but is "
                            + Duration.ofSeconds(offset.abs().toSeconds())
                            + (offset.isNegative() ? " ahead of it" : " behind it")
                            + "; nothing was copied; set both clocks, and run the copy again");
        }
    }

    private CopyRecord begun(Optional<CopyRecord> earlier, List<CopiedTable> tables) {
        if (earlier.isPresent()) {
            refuseOther(earlier.get());
            return earlier.get();
        }
        target.begin(source.mark(), source.subject(), tables, clock);
        return target.copy().orElseThrow();
    }

    private void refuseOther(CopyRecord earlier) {
        if (earlier.finishedAt() != null) {
            throw new StoreCopyException(
                    Reason.FINISHED,
                    target.subject() + " holds a copy of " + earlier.source() + " that was finished at "
                            + earlier.finishedAt() + "; open it, or give another copy a schema of its own");
        }
        if (!earlier.copy().equals(source.mark())) {
            throw new StoreCopyException(
                    Reason.OTHER_COPY,
                    target.subject() + " holds an unfinished copy of " + earlier.source() + ", begun at "
                            + earlier.begunAt() + ", which cannot go on with " + source.subject()
                            + ": that is another file, or a store has opened it since; drop its tables, or give the copy a schema of its own");
        }
    }

    /** Copies what is not copied yet. */
    private void copy(CopyRecord copy, List<TableLayout> layouts) {
        Position position = copy.position();
        for (int i = 0; i < layouts.size(); i++) {
            TableLayout layout = layouts.get(i);
            if (!layout.name().equals(position.table())) {
                continue;
            }
            long total = source.count(layout);
            Position next =
                    i + 1 < layouts.size() ? Position.before(layouts.get(i + 1).name()) : Position.end();
            boolean more = true;
            while (more) {
                Batch batch = source.next(layout, position.lastKey());
                long rows = position.rows() + batch.rows().size();
                more = !batch.isLast();
                Position after = more ? new Position(layout.name(), batch.lastKey(), rows) : next;
                target.write(copy, position, after, layout, batch.rows());
                position = after;
                progress.accept(new StoreCopyProgress(Phase.COPYING, layout.name(), rows, total));
            }
        }
    }

    private StoreCopyReport compare(List<TableLayout> layouts, boolean resumed) {
        var compared = new ArrayList<Table>();
        for (TableLayout layout : layouts) {
            var table = new Table(layout.name(), source.content(layout), target.content(layout));
            compared.add(table);
            long rows = table.source().rows();
            progress.accept(new StoreCopyProgress(Phase.COMPARING, layout.name(), rows, rows));
        }
        int limit = StoreCopyReport.MAX_INCONSISTENCIES;
        return new StoreCopyReport(
                compared,
                new Chains(source.chainCounts(), source.inconsistencies(limit)),
                new Chains(target.chainCounts(), target.inconsistencies(limit)),
                resumed);
    }
}
