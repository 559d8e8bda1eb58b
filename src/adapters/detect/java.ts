import {
  type Detector,
  type FoundBenchmark,
  type FoundTests,
  folderOf,
  inFolder,
  joined,
  reported,
  resultFile,
} from "./finding.ts";

const mostNames = 8;

/** Maven and Gradle, with JMH. */
export const detectJava: Detector = async (files) => {
  const projects = await files.matching(/(?:^|\/)(?:pom\.xml|build\.gradle(?:\.kts)?)$/);
  const sources = await files.matching(/\.(?:java|kt|scala)$/);
  const benchmarks = projects.flatMap(({ file, text }): readonly FoundBenchmark[] => {
    if (!/\bjmh\b/.test(text)) return [];
    const folder = folderOf(file);
    const isMaven = file.endsWith("pom.xml");
    const gradle = files.has("gradlew") && folder === "" ? "./gradlew" : "gradle";
    return benchmarksIn(sources, folder).map((name) => ({
      spec: isMaven
        ? reported({
            build: inFolder(folder, "mvn -o -q package -DskipTests"),
            run: inFolder(folder, `java -jar target/benchmarks.jar ${name} -rf json -rff ${resultFile}`),
            parser: "jmh",
            name,
            file: joined(folder, resultFile),
          })
        : reported({
            run: inFolder(folder, `${gradle} --offline --no-daemon jmh`),
            parser: "jmh",
            name,
            file: joined(folder, "build/results/jmh/results.json"),
          }),
      tool: "JMH",
      file,
      reason: isMaven
        ? `${file} builds the JMH benchmark ${name} into target/benchmarks.jar.`
        : `${file} runs the JMH benchmark ${name}: it needs resultFormat = 'JSON' there.`,
      ecosystem: "java",
      confidence: isMaven || /resultFormat\b.*JSON/i.test(text) ? 3 : 1,
    }));
  });
  const tests = projects
    .filter(({ file }) => folderOf(file) === "")
    .map(
      ({ file }): FoundTests => ({
        command: file.endsWith("pom.xml")
          ? "mvn -o -q test"
          : `${files.has("gradlew") ? "./gradlew" : "gradle"} --offline --no-daemon test`,
        tool: file.endsWith("pom.xml") ? "Maven" : "Gradle",
        file,
        reason: `${file} is a ${file.endsWith("pom.xml") ? "Maven" : "Gradle"} project.`,
        ecosystem: "java",
        confidence: 2,
      }),
    );
  return { benchmarks, tests };
};

/** Such as `ListBench.unique`, of the sources below a folder. */
function benchmarksIn(
  sources: readonly { readonly file: string; readonly text: string }[],
  folder: string,
): readonly string[] {
  return sources
    .filter(({ file }) => folder === "" || file.startsWith(`${folder}/`))
    .flatMap(({ text }) => {
      const type = /\bclass\s+(\w+)/.exec(text)?.[1];
      const methods = [
        ...text.matchAll(
          /@Benchmark\b(?:\s*@\w+(?:\([^)]*\))?)*\s+(?:public\s+)?(?:fun\s+)?[\w<>[\], ]*?(\w+)\s*\(/g,
        ),
      ];
      return type === undefined ? [] : methods.map(([, method = ""]) => `${type}.${method}`);
    })
    .slice(0, mostNames);
}
