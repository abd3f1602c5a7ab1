// node .ci/tally.mjs FILE...: adds up the results that `npm test` leaves (vitest's json reporter, one file per kind of
// test) into one closing line, "N passed, N failed". Green means that every test ran: a test that was skipped, a file
// that is missing or cannot be read, or nothing at all having passed is a failure, each with a line that names it.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * Folds result files into counts and complaints.
 * @param {readonly { name: string, text: string | undefined }[]} files `text` is undefined for a file that is not there
 * @returns {{ passed: number, failed: number, skipped: number, complaints: string[] }}
 */
export function tally(files) {
  const total = { passed: 0, failed: 0, skipped: 0, complaints: [] };
  if (files.length === 0) total.complaints.push('no result file was named');
  for (const file of files) {
    const suites = readSuites(file);
    if (typeof suites === 'string') total.complaints.push(suites);
    else for (const suite of suites) addSuite(total, suite);
  }
  if (total.passed === 0) total.complaints.push('not one test passed');
  return total;
}

/** The closing line, on which a CI may rely. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function readSuites({ name, text }) {
  if (text === undefined) return `${name} is missing: those tests never ran`;
  try {
    const suites = JSON.parse(text)?.testResults;
    if (!Array.isArray(suites))
      return `${name} holds no testResults: it is not a result file of vitest's json reporter`;
    if (suites.length === 0) return `${name} names no test file: nothing of that kind ran`;
    return suites;
  } catch (error) {
    return `${name} cannot be parsed: ${error.message}`;
  }
}

function addSuite(total, suite) {
  const tests = suite.assertionResults ?? [];
  const failedBefore = total.failed;
  for (const test of tests) {
    if (test.status === 'passed') {
      total.passed += 1;
    } else if (test.status === 'failed') {
      total.failed += 1;
      total.complaints.push(`failed: ${suite.name} > ${test.fullName}`);
    } else {
      total.skipped += 1;
      total.complaints.push(`not run (${test.status}): ${suite.name} > ${test.fullName}`);
    }
  }
  // A file that could not be loaded, or whose hooks failed, has no failed test of its own to show for it.
  if (suite.status !== 'passed' && total.failed === failedBefore) {
    total.failed += 1;
    total.complaints.push(`failed: ${suite.name}: ${suite.message || `its status is ${suite.status}`}`);
  } else if (tests.length === 0) {
    total.complaints.push(`empty: ${suite.name} holds no test`);
  }
}

function main(names) {
  const files = names.map((name) => {
    try {
      return { name, text: readFileSync(name, 'utf8') };
    } catch {
      return { name, text: undefined };
    }
  });
  const total = tally(files);
  for (const complaint of total.complaints) console.log(complaint);
  console.log(closingLine(total));
  return total.complaints.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main(process.argv.slice(2));
