package io.github.webhooks4j.storecopy;

import io.github.webhooks4j.storecopy.StoreCopyProgress.Phase;
import java.nio.file.Path;
import org.postgresql.ds.PGSimpleDataSource;

/** A process that copies until it dies within a table. */
final class KilledCopy {
    static final int STATUS = 137;

    private KilledCopy() {}

    /** Runs with the file, the URL of the database and its user. */
    public static void main(String[] arguments) {
        var database = new PGSimpleDataSource();
        database.setURL(arguments[1]);
        database.setUser(arguments[2]);
        StoreCopy.builder(Path.of(arguments[0]), database)
                .onProgress(step -> {
                    if (step.phase() == Phase.COPYING
                            && step.table().equals("wh_inbox")
                            && step.rows() == 2 * SourceFile.BATCH_ROWS) {
                        Runtime.getRuntime().halt(STATUS);
                    }
                })
                .run();
    }
}
