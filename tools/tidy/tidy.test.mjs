import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { CODE, FILES, PRODUCT, ROOT, importsOf, isGenerated, isTest, lineOf, parse, read, ts, walk } from './sources.mjs';

const none = (faults, rule) => assert.deepEqual(faults, [], `${rule}:\n  ${faults.join('\n  ')}\n`);

const P = 'plugins/';
const BACKEND = `${P}data-pipelines-backend/src/`;

describe('dependencies point one way', () => {
  const FORBIDDEN = [
    { from: 'packages/sandbox/', to: /penstock|plugins\//, why: 'the sandbox meets the plugins only over HTTP' },
    { from: P, to: /^(sandbox|control-plane|contract|app|backend)$|packages\//, why: 'plugins know nothing of apps, sandbox and test equipment' },
    { from: `${P}data-pipelines-common/src/`, to: /^(node:|react|@mui|express|@backstage\/(backend|core|frontend))|plugin-data-pipelines/, why: 'common knows neither Node nor React nor its users' },
    { from: `${P}data-pipelines-node/src/`, to: /plugin-data-pipelines(-backend)?$/, why: 'node is below the backend' },
    { from: `${P}data-pipelines/src/`, to: /data-pipelines-(backend|node)|^node:/, why: 'the browser knows only common' },
  ];
  for (const { from, to, why } of FORBIDDEN) {
    it(`${from}: ${why}`, () => {
      const faults = CODE.filter(file => file.startsWith(from) && /\.tsx?$/.test(file) && !isTest(file))
        .flatMap(file => importsOf(file).filter(name => to.test(name)).map(name => `${file} imports ${name}`));
      none(faults, why);
    });
  }

  const ROOMS = {
    clusters: [],
    inventory: ['clusters'],
    engines: [],
    metrics: ['engines'],
    health: ['engines', 'metrics'],
    drivers: ['engines'],
    recovery: ['clusters', 'inventory', 'engines', 'drivers'],
    pipelines: ['clusters', 'inventory', 'engines', 'metrics', 'health', 'recovery'],
    operations: ['clusters', 'inventory', 'engines', 'metrics', 'health', 'drivers', 'recovery', 'pipelines'],
    volumes: ['clusters', 'pipelines', 'operations'],
    policies: ['recovery', 'pipelines', 'operations'],
    authorization: ['pipelines', 'recovery', 'operations', 'volumes', 'policies', 'inventory', 'clusters'],
    api: ['pipelines', 'recovery', 'operations', 'volumes', 'policies', 'authorization', 'schema', 'errors', 'audit'],
    actions: ['pipelines', 'recovery', 'operations', 'policies', 'authorization', 'api'],
  };
  const SHARED = ['schema', 'errors', 'audit', 'clock', 'alphaImports', 'concurrency'];
  it('rooms of the backend import only the rooms before them', () => {
    const faults = [];
    for (const file of PRODUCT.filter(name => name.startsWith(BACKEND))) {
      const room = file.slice(BACKEND.length).split('/')[0];
      if (!file.slice(BACKEND.length).includes('/') || ['__testUtils__', 'testing', ...SHARED].includes(room)) continue;
      if (!(room in ROOMS)) {
        faults.push(`${file} is in a room that the order does not know`);
        continue;
      }
      for (const name of importsOf(file).filter(specifier => specifier.startsWith('.'))) {
        const target = path.posix.join(path.posix.dirname(file), name);
        if (!target.startsWith(BACKEND)) continue;
        const other = target.slice(BACKEND.length).split('/')[0].replace(/\.ts$/, '');
        if (other === room || SHARED.includes(other) || ROOMS[room].includes(other)) continue;
        faults.push(`${file} imports ${name}`);
      }
    }
    none(faults, 'see docs/architecture.md for the order of the rooms');
  });
});

describe('pure rooms are pure', () => {
  const PURE = [
    `${BACKEND}engines/`,
    `${BACKEND}health/`,
    `${BACKEND}drivers/`,
    `${BACKEND}operations/plan/`,
    `${P}data-pipelines-common/src/lint/`,
    `${P}data-pipelines-common/src/vocabulary/`,
  ];
  it('no clock, randomness, waiting, process or network', () => {
    const faults = [];
    for (const file of PRODUCT.filter(name => PURE.some(room => name.startsWith(room)))) {
      const source = parse(file);
      walk(source, node => {
        const text = node.getText(source);
        const at = () => `${file}:${lineOf(source, node)} ${text.slice(0, 60)}`;
        if (ts.isAwaitExpression(node)) faults.push(at());
        if (ts.isNewExpression(node) && node.expression.getText(source) === 'Date' && (node.arguments?.length ?? 0) === 0) faults.push(at());
        if (ts.isPropertyAccessExpression(node) && /^(Date\.now|Math\.random|performance\.now|crypto\.\w+)$/.test(text)) faults.push(at());
        if (ts.isCallExpression(node) && /^(fetch|setTimeout|setInterval|setImmediate|queueMicrotask|require)$/.test(node.expression.getText(source))) faults.push(at());
        if (ts.isIdentifier(node) && text === 'process' && !ts.isPropertyAssignment(node.parent) && !ts.isPropertyAccessExpression(node.parent)) faults.push(at());
        if (ts.isPropertyAccessExpression(node) && node.expression.getText(source) === 'process') faults.push(at());
      });
      for (const name of importsOf(file)) {
        if (/^(node:|undici|@kubernetes|@backstage\/backend)/.test(name)) faults.push(`${file} imports ${name}`);
      }
    }
    none(faults, 'time and answers come in as arguments');
  });
});

describe('sizes', () => {
  const FILE_LINES = 400;
  const FUNCTION_LINES = 70;
  const isTable = file => /\.table\.ts$|\/crds\/|translations\.ts$|openapi/.test(file);

  it(`no file is longer than ${FILE_LINES} lines`, () => {
    none(
      PRODUCT.filter(file => !isTable(file)).flatMap(file => {
        const lines = read(file).split('\n').length;
        return lines > FILE_LINES ? [`${file}: ${lines}`] : [];
      }),
      'one file, one idea',
    );
  });

  it(`no function is longer than ${FUNCTION_LINES} lines`, () => {
    const faults = [];
    for (const file of PRODUCT.filter(name => !isTable(name))) {
      const source = parse(file);
      walk(source, node => {
        if (!ts.isFunctionLike(node) || !node.body) return;
        const first = source.getLineAndCharacterOfPosition(node.body.getStart(source)).line;
        const last = source.getLineAndCharacterOfPosition(node.body.getEnd()).line;
        if (last - first + 1 > FUNCTION_LINES) faults.push(`${file}:${first + 1} ${node.name?.getText(source) ?? '(anonymous)'}: ${last - first + 1} lines`);
      });
    }
    none(faults, 'split it by idea');
  });
});

describe('types tell the truth', () => {
  it('no any, no double cast, no silenced compiler', () => {
    const faults = [];
    for (const file of CODE.filter(name => /\.tsx?$/.test(name))) {
      const source = parse(file);
      walk(source, node => {
        if (node.kind === ts.SyntaxKind.AnyKeyword) faults.push(`${file}:${lineOf(source, node)} any`);
        if (ts.isAsExpression(node) && ts.isAsExpression(node.expression)) faults.push(`${file}:${lineOf(source, node)} double cast`);
      });
      read(file).split('\n').forEach((line, index) => {
        if (/@ts-(ignore|nocheck|expect-error)/.test(line)) faults.push(`${file}:${index + 1} ${line.trim()}`);
      });
    }
    none(faults, 'use a guard');
  });
});

describe('tests', () => {
  it('none is skipped or singled out', () => {
    const faults = [];
    for (const file of CODE) {
      const source = parse(file);
      walk(source, node => {
        if (!ts.isCallExpression(node)) return;
        const called = node.expression.getText(source);
        if (/^(x(it|describe|test)|f(it|describe))$/.test(called) || /\b(it|test|describe)(\.\w+)*\.(skip|only|todo|failing)\b/.test(called)) {
          faults.push(`${file}:${lineOf(source, node)} ${called}`);
        }
        const options = node.arguments.find(ts.isObjectLiteralExpression);
        if (/^(it|test|describe)$/.test(called) && /\b(skip|todo|only)\b\s*:/.test(options?.getText(source) ?? '')) {
          faults.push(`${file}:${lineOf(source, node)} ${called} with skip, todo or only`);
        }
      });
    }
    none(faults, 'a test runs or goes');
  });
});

describe('words', () => {
  it('no unfinished work, no machine path, no registry host', () => {
    const BANNED = [
      { word: /\b(TODO|FIXME|XXX|HACK)\b/, why: 'unfinished work belongs in an issue' },
      { word: /(^|[\s"'`(=])\/(work|root|home\/\w+)\//, why: 'machine path' },
      { word: /https?:\/\/(registry\.npmjs\.org|registry\.yarnpkg\.com|proxy\.golang\.org|repo1?\.maven\.org|pypi\.org)/, why: 'registry host' },
    ];
    const faults = [];
    for (const file of FILES.filter(name => !isGenerated(name) && name !== 'tools/tidy/tidy.test.mjs')) {
      const text = read(file);
      text.split('\n').forEach((line, index) => {
        for (const { word, why } of BANNED) if (word.test(line)) faults.push(`${file}:${index + 1} ${why}: ${line.trim().slice(0, 80)}`);
      });
    }
    none(faults, 'banned words');
  });

  it('no vague file names', () => {
    none(FILES.filter(file => /(manager|helpers?|utils?|misc|common)\.(ts|tsx|mjs)$/i.test(path.basename(file)) && !isGenerated(file)), 'name the idea');
  });
});

describe('the repository', () => {
  it('holds no binary', () => {
    none(FILES.filter(file => readFileSync(path.join(ROOT, file)).includes(0)), 'binary files');
  });

  it('has a lock file without download addresses', () => {
    none(read('yarn.lock').split('\n').filter(line => /https?:\/\//.test(line) && !/^\s*(resolution|"?[^"]*@npm:)/.test(line)), 'yarn.lock');
  });

  it('links only to files that exist', () => {
    const faults = [];
    for (const file of FILES.filter(name => name.endsWith('.md'))) {
      for (const [, target] of read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)/g)) {
        const resolved = path.posix.join(path.posix.dirname(file), target);
        if (!FILES.some(known => known === resolved || known.startsWith(`${resolved.replace(/\/$/, '')}/`))) faults.push(`${file} → ${target}`);
      }
    }
    none(faults, 'dead links');
  });

  it('documents each error code, and no other', () => {
    const codes = [...read(`${P}data-pipelines-common/src/vocabulary/errorCodes.ts`).matchAll(/'([A-Z_]+)'/g)].map(match => match[1]).sort();
    const documented = [...read('docs/errors.md').matchAll(/^\| `([A-Z_]+)`/gm)].map(match => match[1]).sort();
    assert.deepEqual(documented, codes);
  });

  it('names an existing test for each invariant of docs/architecture.md', () => {
    const page = read('docs/architecture.md');
    const named = [...page.matchAll(/`([\w./-]+\.test\.(?:ts|tsx|mjs))`/g)].map(match => match[1]);
    assert.ok(named.length >= 12, 'docs/architecture.md names too few tests');
    none(named.filter(test => !FILES.includes(test)), 'tests that are named but not there');
  });
});
