package io.github.webhooks4j.benchmarks.run;

import io.github.webhooks4j.benchmarks.Main;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JDK than the one that runs this, in which the same command is measured. Immutable. */
record OtherJdk(Path home) {
    private static final String OPTION = "--jdk";

    /** Returns whether there is one. */
    boolean isOne() {
        return Files.isExecutable(java());
    }

    /**
     * Runs the command there, with the options of this JVM; returns its exit code.
     *
     * @param args the arguments of this command
     */
    int run(List<String> args) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(java().toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(program(System.getProperty("java.class.path")));
        command.addAll(withoutOption(args));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** Returns what to run: a jar by its manifest, which says more than where its main class is. */
    static List<String> program(String classPath) {
        boolean isJar = classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator);
        return isJar ? List.of("-jar", classPath) : List.of("-cp", classPath, Main.class.getName());
    }

    /** Returns the arguments without the option that names the JDK. */
    static List<String> withoutOption(List<String> args) {
        var others = new ArrayList<String>();
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).equals(OPTION)) {
                i++;
            } else if (!args.get(i).startsWith(OPTION + "=")) {
                others.add(args.get(i));
            }
        }
        return others;
    }

    private Path java() {
        return home.resolve("bin").resolve("java");
    }
}
