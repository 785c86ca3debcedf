import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inCache } from '../launch/repository.mjs';
import { run } from '../launch/run.mjs';

/** Longest time of an answer. */
const ANSWER_SECONDS = 10;

/** A long poll takes as long as it is told to, which says nothing: it is told to be short. */
const SETTINGS = `[[operations]]
include-operation-id = "getOperation"

[operations.parameters]
wait = 1
`;

const CHECKS = ['not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_schema_conformance', 'negative_data_rejection'];

/** @returns {string | undefined} the program, where `.ci/run` or PENSTOCK_SCHEMATHESIS has put it */
export function findSchemathesis() {
  return [process.env.PENSTOCK_SCHEMATHESIS, inCache('fuzz/bin/schemathesis')].find(place => place && existsSync(place));
}

const decoded = text => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#10;', '\n').replaceAll('&amp;', '&');

/** The test cases of a JUnit report: `GET /clusters` and what failed there. */
function casesOf(junit) {
  return [...junit.matchAll(/<testcase ([^>]*?)(\/>|>([\s\S]*?)<\/testcase>)/g)].map(([, attributes, , inner = '']) => ({
    name: decoded(/name="([^"]*)"/.exec(attributes)?.[1] ?? ''),
    failures: [...inner.matchAll(/<(failure|error)\b[^>]*>([\s\S]*?)<\/\1>/g)].map(([, , text]) => decoded(text)),
  }));
}

/**
 * Asks an API everything that its document allows, and much that it does not.
 *
 * @param {string} program of schemathesis
 * @param {{ document: string, url: string, token: string, seconds: number, seed: number, folder: string }} about `document`: file of
 *   the API document; `seconds`: how long in all; `folder`: for the reports
 * @returns {Promise<{ code: number, requests: number, tested: number, cases: { name: string, failures: string[] }[], log: string }>}
 */
export async function runSchemathesis(program, { document, url, token, seconds, seed, folder }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [junit, json, log, settings] = ['junit.xml', 'run.json', 'schemathesis.log', 'settings.toml'].map(name => path.join(folder, name));
  writeFileSync(settings, SETTINGS);
  const code = await run(
    [
      program, '--config-file', settings, 'run', document, '--url', url, '--header', `Authorization: Bearer ${token}`,
      '--phases', 'coverage,fuzzing,stateful', '--mode', 'all', '--checks', CHECKS.join(','),
      '--max-examples', '40', '--max-time', String(seconds), '--seed', String(seed),
      '--request-timeout', String(2 * ANSWER_SECONDS), '--max-response-time', String(ANSWER_SECONDS),
      '--continue-on-failure', '--generation-database', 'none', '--no-color', '--warnings', 'off',
      '--report', 'junit,json', '--report-junit-path', junit, '--report-json-path', json,
    ],
    { cwd: folder, log },
  );
  if (!existsSync(junit) || !existsSync(json)) return { code: code || 1, requests: 0, tested: 0, cases: [], log };
  const { test_cases: { generated }, operations: { tested } } = JSON.parse(readFileSync(json, 'utf8'));
  return { code, requests: generated, tested, cases: casesOf(readFileSync(junit, 'utf8')), log };
}
