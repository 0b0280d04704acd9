package io.github.webhooks4j.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Set;

/** The classes of all modules, and the words in which the rules speak of them. */
final class House {
    private static final String ROOT = "io.github.webhooks4j";

    static final String ENGINE = ROOT + ".engine..";
    static final String HTTP_JDK = ROOT + ".http.jdk..";
    static final String CONSOLE = ROOT + ".console..";
    /** Adapters for a servlet container, for metrics and for traces, and the check of bodies. */
    static final String ADAPTERS = ROOT + ".[servlet|micrometer|opentelemetry|schema]..";

    static final String OKHTTP = ROOT + ".okhttp..";
    static final String NETTY = ROOT + ".netty..";
    /** What transports share. */
    static final String TRANSPORT = ROOT + ".transport..";
    /** What databases share, and the modules of the databases. */
    static final String JDBC = ROOT + ".[jdbc|sqlite|postgresql]..";

    static final String STORE_COPY = ROOT + ".storecopy..";
    static final String TESTKIT = ROOT + ".testkit..";
    static final String TCK = ROOT + ".tck..";
    static final String CLI = ROOT + ".cli..";
    /** Programs, which are no library: the examples and the command line. */
    static final String EXAMPLES = ROOT + ".[examples|cli]..";

    static final String JSON = ROOT + ".internal.json..";

    /** What core is: everything that is no other module. */
    static final DescribedPredicate<JavaClass> CORE = resideInAPackage(ROOT + "..")
            .and(resideOutsideOfPackages(
                    ENGINE,
                    HTTP_JDK,
                    CONSOLE,
                    ADAPTERS,
                    TRANSPORT,
                    OKHTTP,
                    NETTY,
                    JDBC,
                    STORE_COPY,
                    TESTKIT,
                    TCK,
                    EXAMPLES))
            .as("core");

    /** The compiled main classes of every module. */
    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // Main code by its place only: fixtures of tests.
            .withImportOption(location -> !location.contains("webhooks-test-support"))
            .importPackages(ROOT);

    private House() {}

    static DescribedPredicate<JavaClass> in(String... packages) {
        return resideInAnyPackage(packages);
    }

    /** Classes of these names, written from below the root package, and what is nested in them. */
    static DescribedPredicate<JavaClass> named(String... names) {
        Set<String> known = Set.copyOf(List.of(names));
        return describe("named " + String.join(", ", names), type -> known.contains(relativeName(outermost(type))));
    }

    /** Calls of, and references to, methods of {@code owner} that have one of these names. */
    static DescribedPredicate<JavaAccess<?>> method(Class<?> owner, String... names) {
        Set<String> known = Set.of(names);
        return describe(
                owner.getSimpleName() + "." + String.join("/", names),
                access -> access.getTargetOwner().isEquivalentTo(owner)
                        && known.contains(access.getTarget().getName()));
    }

    /** One slice for each package. */
    static SliceAssignment packages() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return SliceIdentifier.of(type.getPackageName());
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(House::outermost).orElse(type);
    }

    private static String relativeName(JavaClass type) {
        return type.getName().startsWith(ROOT + ".") ? type.getName().substring(ROOT.length() + 1) : type.getName();
    }
}
