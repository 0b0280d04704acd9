package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.ExitCode;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.storecopy.StoreCopy;
import io.github.webhooks4j.storecopy.StoreCopyProgress;
import io.github.webhooks4j.storecopy.StoreCopyReport;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code copy}: copies a store file to PostgreSQL. */
@Command(
        name = "copy",
        mixinStandardHelpOptions = true,
        description =
                "Copies the store in a SQLite file to an empty schema of a PostgreSQL database, and compares both."
                        + " The application must be stopped. A copy that was interrupted goes on when it is run again.")
public final class CopyCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final StoreOptions stores;

    /** Creates it. */
    public CopyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.stores = new StoreOptions(surroundings);
    }

    @Override
    public Integer call() {
        if (!stores.isFile() || !stores.isPostgres()) {
            throw CommandFailure.usage("both --store FILE, the source, and --postgres URL, the target, must be given");
        }
        StoreCopyReport report = StoreCopy.builder(
                        stores.existingFile(), stores.postgres().dataSource())
                .keys(stores.keys())
                .clock(surroundings.clock())
                .onProgress(this::show)
                .run();
        report.tables()
                .forEach(table -> surroundings
                        .out()
                        .println(table.name() + ": " + table.source().rows() + " rows"));
        report.differences().forEach(difference -> surroundings.out().println("problem: " + difference));
        surroundings
                .out()
                .println(
                        report.isEqual()
                                ? "the copy is finished, and equal to the file; start no engine on the file again"
                                : "the copy is not equal to the file, and stays unfinished");
        return (report.isEqual() ? ExitCode.DONE : ExitCode.REFUSED).code();
    }

    private void show(StoreCopyProgress progress) {
        surroundings
                .err()
                .println(progress.phase().name().toLowerCase(Locale.ROOT) + " " + progress.table() + ": "
                        + progress.rows() + " of " + progress.total());
    }
}
