package io.github.webhooks4j.benchmarks.codec;

import io.github.webhooks4j.benchmarks.run.RunOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code codec}. */
@Command(
        name = "codec",
        description = "How fast payloads are read and written, signatures made and verified, callbacks read (JMH).",
        mixinStandardHelpOptions = true)
public final class CodecCommand implements Callable<Integer> {
    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws Exception {
        return options.run(new CodecScenario(options.chosen(Codec.ALL), options.isSmoke()));
    }
}
