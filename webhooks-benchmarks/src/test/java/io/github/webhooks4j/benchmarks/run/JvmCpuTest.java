package io.github.webhooks4j.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmCpuTest {
    @TempDir
    Path process;

    @BeforeEach
    void has_used_three_seconds() throws IOException {
        // 200 ticks of a hundredth of a second in user mode, 100 in the kernel; its ended children 5 and 6.
        Files.writeString(
                process.resolve("stat"), "7 (a (b) java) S 3 7 7 0 -1 4194560 1 2 3 4 200 100 5 6 20 0 9 0\n");
    }

    @Test
    void counts_the_threads_that_compile_apart() throws IOException {
        thread("1", "java", 900_000_000);
        thread("2", "C2 CompilerThre", 400_000_000);
        thread("3", "C1 CompilerThre", 100_000_000);

        JvmCpu.Used used = JvmCpu.in(process).now();

        assertThat(used).isEqualTo(new JvmCpu.Used(Duration.ofSeconds(3), Duration.ofMillis(500)));
        assertThat(used.withoutCompilers()).isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void threads_tell_what_is_less_than_a_tick() throws IOException {
        thread("1", "java", 3_001_000_000L);
        thread("2", "C2 CompilerThre", 4_000_000);

        assertThat(JvmCpu.in(process).now()).isEqualTo(new JvmCpu.Used(Duration.ofMillis(3005), Duration.ofMillis(4)));
    }

    @Test
    void a_compiler_thread_that_has_ended_still_counts() throws IOException {
        Path ended = thread("2", "C2 CompilerThre", 400_000_000);
        JvmCpu cpu = JvmCpu.in(process);
        cpu.now();

        Files.delete(ended.resolve("schedstat"));
        thread("3", "C2 CompilerThre", 100_000_000);

        assertThat(cpu.now().compilers()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void a_process_that_is_not_there_has_used_nothing() {
        assertThat(JvmCpu.in(process.resolve("none")).now()).isEqualTo(new JvmCpu.Used(Duration.ZERO, Duration.ZERO));
    }

    @Test
    void tells_what_was_used_since_a_time_before() {
        var before = new JvmCpu.Used(Duration.ofSeconds(3), Duration.ofSeconds(1));

        assertThat(new JvmCpu.Used(Duration.ofSeconds(5), Duration.ofSeconds(2)).since(before))
                .isEqualTo(new JvmCpu.Used(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }

    @Test
    void a_name_may_have_brackets_and_spaces() {
        assertThat(ProcStat.read(process))
                .hasValue(new ProcStat("a (b) java", 3, Duration.ofSeconds(3), Duration.ofMillis(110)));
    }

    private Path thread(String id, String name, long nanos) throws IOException {
        Path thread = Files.createDirectories(process.resolve("task").resolve(id));
        Files.writeString(thread.resolve("comm"), name + "\n");
        Files.writeString(thread.resolve("schedstat"), nanos + " 5 1\n");
        return thread;
    }
}
