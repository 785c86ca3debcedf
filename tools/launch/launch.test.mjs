import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { countsOfJest, countsOfTap } from './counts.mjs';
import { isSupported } from './node.mjs';
import { openFrontDoor } from './frontDoor.mjs';
import { openLog } from './log.mjs';
import { parseOptions } from './options.mjs';
import { overlayConfig } from './overlay.mjs';
import { requireFreePorts } from './ports.mjs';
import { checkPrerequisites } from './prerequisites.mjs';
import { inRoot } from './repository.mjs';
import { Remedy } from './say.mjs';
import { sourceHash } from './sourceHash.mjs';

const listen = server => new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

describe('prerequisites', () => {
  it('names every missing compiler with its remedy, in one go', () => {
    assert.throws(
      () => checkPrerequisites({ lookup: name => name === 'make', freeGib: 100 }),
      error => error instanceof Remedy && /g\+\+ is missing.*apt-get install g\+\+/.test(error.message) && /python3 is missing/.test(error.message),
    );
  });

  it('says how much space is free and how much is needed', () => {
    assert.throws(() => checkPrerequisites({ lookup: () => true, freeGib: 0.5 }), /Only 0\.5 GiB are free.*needs 5/);
  });

  it('passes where all is there', () => {
    checkPrerequisites({ lookup: () => true, freeGib: 50 });
  });
});

describe('Node versions', () => {
  for (const [version, supported] of [['20.20.2', false], ['22.23.3', true], ['23.1.0', false], ['24.0.0', true], ['26.0.0', false]]) {
    it(`${version}: ${supported ? 'used as it is' : 'another one is fetched'}`, () => {
      assert.equal(isSupported(version), supported);
    });
  }
});

describe('ports', () => {
  it('a taken port is named with its purpose and a remedy', async () => {
    const server = net.createServer();
    const port = await listen(server);
    try {
      await assert.rejects(requireFreePorts({ backend: port }), error =>
        error instanceof Remedy && error.message.includes(`Port ${port} (backend) is taken`) && /lsof/.test(error.message));
    } finally {
      server.close();
    }
  });
});

describe('command line', () => {
  it('reads the user\'s own clusters', () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'penstock-')), 'config');
    writeFileSync(file, '');
    assert.deepEqual(parseOptions(['--kubeconfig', file, '--context', 'a', '--context', 'b']).own, {
      kubeconfig: file, contexts: ['a', 'b'], prometheus: undefined,
    });
    rmSync(path.dirname(file), { recursive: true });
  });

  for (const [reason, args, sentence] of [
    ['an unknown flag', ['--kubconfig', 'x'], /Unknown option '--kubconfig'/],
    ['a missing file', ['--kubeconfig', 'not-there'], /not-there is not there/],
    ['a context without a file', ['--context', 'a'], /go with --kubeconfig/],
    ['a speed that is none', ['--speed', 'fast'], /--speed takes a number/],
  ]) {
    it(`${reason} gets a sentence`, () => {
      assert.throws(() => parseOptions(args), error => error instanceof Remedy && sentence.test(error.message));
    });
  }
});

describe('counts', () => {
  const jest = (assertionResults, over = {}) => ({
    numFailedTests: 0, numRuntimeErrorTestSuites: 0, numPendingTests: 0, numTodoTests: 0, testResults: [{ assertionResults }], ...over,
  });
  const passed = { status: 'passed', title: 'a' };

  it('what was left out is neither passed nor failed', () => {
    assert.deepEqual(countsOfJest(jest([passed, { status: 'passed', title: 'left out: PostgreSQL' }]), 0), {
      passed: 1, failed: 0, leftOut: ['left out: PostgreSQL'],
    });
    assert.deepEqual(countsOfTap('ok 1 - a\n    ok 1 - left out: Go\n# pass 2\n# fail 0\n', 0), { passed: 1, failed: 0, leftOut: ['left out: Go'] });
  });

  for (const [reason, counts] of [
    ['a skipped test', countsOfJest(jest([passed], { numPendingTests: 1 }), 0)],
    ['a file that does not load', countsOfJest(jest([passed], { numRuntimeErrorTestSuites: 1 }), 1)],
    ['a run in which nothing ran', countsOfJest(jest([]), 0)],
    ['a bad exit without a failed test', countsOfTap('# pass 3\n# fail 0\n', 1)],
    ['a cancelled test', countsOfTap('# pass 3\n# fail 0\n# cancelled 1\n', 1)],
    ['a test to do', countsOfTap('# pass 3\n# fail 0\n# todo 1\n', 0)],
  ]) {
    it(`${reason} is a failure`, () => assert.equal(counts.failed, 1));
  }
});

describe('overlay', () => {
  it('holds the clusters, the metrics and the ports of one run', () => {
    const overlay = JSON.parse(overlayConfig({
      kubeconfig: 'k', contexts: ['c'], prometheus: [{ url: 'http://p' }], ports: { app: 1, backend: 2 }, database: { client: 'pg' },
    }));
    assert.deepEqual(overlay.dataPipelines, { kubeconfig: { path: 'k', contexts: ['c'] }, metrics: { prometheus: [{ url: 'http://p' }] } });
    assert.deepEqual(overlay.backend.listen, { host: '127.0.0.1', port: 2 });
    assert.deepEqual(overlay.backend.database, { client: 'pg' });
    assert.equal(overlay.app.baseUrl, 'http://localhost:1');
  });

  it('leaves the database as it is where none is named', () => {
    const overlay = JSON.parse(overlayConfig({ kubeconfig: 'k', prometheus: [], ports: { app: 1, backend: 2 } }));
    assert.equal('database' in overlay.backend, false);
  });
});

describe('source hash', () => {
  it('changes with a source, not with a test', () => {
    const root = mkdtempSync(path.join(os.tmpdir(), 'penstock-'));
    mkdirSync(path.join(root, 'src'));
    writeFileSync(path.join(root, 'src/a.ts'), '1');
    const before = sourceHash(root, ['src', 'missing']);
    writeFileSync(path.join(root, 'src/a.test.ts'), '1');
    assert.equal(sourceHash(root, ['src', 'missing']), before);
    writeFileSync(path.join(root, 'src/a.ts'), '2');
    assert.notEqual(sourceHash(root, ['src', 'missing']), before);
    rmSync(root, { recursive: true });
  });
});

describe('log', () => {
  it('starts over when it is full', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'penstock-'));
    const log = openLog(path.join(folder, 'a.log'), 10);
    for (const line of ['first\n', 'two\n', 'third\n']) log.write(Buffer.from(line));
    log.close();
    log.write(Buffer.from('late'));
    assert.equal(readFileSync(path.join(folder, 'a.log'), 'utf8'), 'third\n');
    rmSync(folder, { recursive: true });
  });
});

describe('front door', () => {
  it('hands requests to the backend, and says so when it does not answer', async () => {
    const backend = http.createServer((request, response) => response.end(`seen ${request.url}`));
    const backendPort = await listen(backend);
    const door = await openFrontDoor({ port: 0, backendPort });
    const url = `http://127.0.0.1:${door.address().port}/a?b=1`;
    try {
      assert.equal(await (await fetch(url)).text(), 'seen /a?b=1');
      backend.closeAllConnections();
      await new Promise(resolve => backend.close(resolve));
      const refused = await fetch(url);
      assert.equal(refused.status, 502);
      assert.match(await refused.text(), /does not answer/);
    } finally {
      door.closeAllConnections();
      door.close();
    }
  });
});

describe('children', () => {
  it('end when their parent is killed', async () => {
    const follow = pathToFileURL(inRoot('tools/launch/followParent.mjs')).href;
    const script = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['--import', ${JSON.stringify(follow)}, '-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', env: { ...process.env, PENSTOCK_PARENT: String(process.pid) } });
      process.stdout.write(String(child.pid));
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number(await new Promise(resolve => parent.stdout.once('data', resolve)));
    const alive = () => { try { process.kill(pid, 0); return true; } catch { return false; } };
    assert.ok(alive());
    parent.kill('SIGKILL');
    const until = Date.now() + 10_000;
    while (alive() && Date.now() < until) await new Promise(resolve => setTimeout(resolve, 50));
    assert.equal(alive(), false);
  });
});
