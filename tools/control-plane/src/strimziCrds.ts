import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from './cache';
import { runCommand } from './runCommand';

const MINIMUM_JAVA = 21;
const JVM_FOLDER = '/usr/lib/jvm';
const MODEL = 'io.strimzi.api.kafka.model';

/** Java classes from which Strimzi 1.2 generates its definitions, by file name. */
export const STRIMZI_CLASSES: Record<string, string> = {
  kafka: `${MODEL}.kafka.Kafka`,
  kafkanodepool: `${MODEL}.nodepool.KafkaNodePool`,
  kafkatopic: `${MODEL}.topic.KafkaTopic`,
  kafkauser: `${MODEL}.user.KafkaUser`,
  kafkaconnect: `${MODEL}.connect.KafkaConnect`,
  kafkaconnector: `${MODEL}.connector.KafkaConnector`,
  kafkamirrormaker2: `${MODEL}.mirrormaker2.KafkaMirrorMaker2`,
  strimzipodset: `${MODEL}.podset.StrimziPodSet`,
  kafkarebalance: `${MODEL}.rebalance.KafkaRebalance`,
};

/** The file that names the Maven artifacts; its content belongs to the cache key. */
export function strimziPom(): string {
  return path.join(
    repositoryRoot(),
    'tools',
    'control-plane',
    'maven',
    'pom.xml',
  );
}

/**
 * Generates Strimzi's definitions from its Java model, one file per kind.
 *
 * @param work - an empty folder for the libraries
 * @param into - an existing folder for the YAML files
 */
export async function generateStrimziCrds(
  work: string,
  into: string,
): Promise<void> {
  const java = await findJava();
  await runCommand({
    program: 'mvn',
    args: [
      '-q',
      '-B',
      '-f',
      strimziPom(),
      'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies',
      `-DoutputDirectory=${work}`,
    ],
    timeoutMs: 10 * 60_000,
    remedy: 'Install Apache Maven.',
  });
  await runCommand({
    program: java,
    args: [
      '-cp',
      path.join(work, '*'),
      'io.strimzi.crdgenerator.CrdGenerator',
      '--yaml',
      ...Object.entries(STRIMZI_CLASSES).map(
        ([name, type]) => `${type}=${path.join(into, `strimzi-${name}.yaml`)}`,
      ),
    ],
    timeoutMs: 2 * 60_000,
    remedy: `Install a Java ${MINIMUM_JAVA} or newer.`,
  });
}

/** A `java` that is new enough: `$JAVA_HOME`, the one on the path, or one below /usr/lib/jvm. */
async function findJava(): Promise<string> {
  const home = process.env.JAVA_HOME;
  const installed = existsSync(JVM_FOLDER) ? readdirSync(JVM_FOLDER) : [];
  const candidates = [
    ...(home ? [path.join(home, 'bin', 'java')] : []),
    'java',
    ...installed.map(jdk => path.join(JVM_FOLDER, jdk, 'bin', 'java')),
  ];
  for (const candidate of candidates) {
    if ((await javaMajor(candidate)) >= MINIMUM_JAVA) return candidate;
  }
  throw new Error(
    `Strimzi's definitions need a Java ${MINIMUM_JAVA} or newer and none was found. Install one (Debian and others: a JDK below ${JVM_FOLDER}) or set JAVA_HOME.`,
  );
}

async function javaMajor(java: string): Promise<number> {
  try {
    const text = await runCommand({
      program: java,
      args: ['--version'],
      timeoutMs: 30_000,
      remedy: '',
    });
    return Number(/^\S+ (\d+)/.exec(text)?.[1] ?? 0);
  } catch {
    // Not there, or a Java 8 that does not know the option: not a candidate.
    return 0;
  }
}
