import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mockApis } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { DataTab } from './entity/DataTab';
import { OperationPage } from './pages/OperationPage';
import { PipelinesPage } from './pages/PipelinesPage';
import { RestorePage } from './pages/RestorePage';
import { FakeDataPipelinesApi } from './__testUtils__/FakeDataPipelinesApi';
import { PSEUDO, pseudoTranslation } from './__testUtils__/pseudoTranslation';
import { storyLeftovers } from './__testUtils__/leftovers';
import { operation, planFor } from './__testUtils__/operations';
import { renderPage } from './__testUtils__/renderPage';
import { dataPlanFor, pointList, storyPoints, storySchedules } from './__testUtils__/points';
import { factoryTelemetry, pipelines } from './__testUtils__/story';
import { withReadableTimes } from './parts/format';
import { dataPipelinesTranslationRef } from './translations';

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === '__testUtils__' ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name) && entry.name !== 'translations.ts' ? [readFileSync(path, 'utf8')] : [];
  });
}

/** The flattened message keys, plural endings taken off. */
function keys(): string[] {
  const messages: unknown = Reflect.get(dataPipelinesTranslationRef, 'getDefaultMessages')?.call(dataPipelinesTranslationRef);
  const flat = typeof messages === 'object' && messages !== null ? Object.keys(messages) : [];
  return [...new Set(flat.map(key => key.replace(/_(one|other)$/, '')))];
}

/** The words of everything in the fixtures that a page may show as the backend said it. */
function toldWords(): Set<string> {
  const words = JSON.stringify([pipelines, storyPoints, storySchedules, storyLeftovers.map(each => ({ ...each, sentence: withReadableTimes(each.sentence) })), dataPlanFor({ kind: 'restore', recoveryPoint: 'rp-partial', where: 'new-namespace' }), operation(), planFor({ kind: 'expand', element: 'telemetry', size: '190Gi' })]).match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  return new Set(['Kafka', 'Spark', 'Elasticsearch', ...words.flatMap(word => pieces(word.slice(1, -1)))]);
}

function pieces(text: string): string[] {
  return text.split(/[\s,·/:()]+/).filter(piece => /[A-Za-z]/.test(piece) && !piece.endsWith('*'));
}

/** Units are symbols, the same in every language. */
const UNITS = new Set(['GiB', 'k', 's', 'h', 'd', 'min', 'ms', 'UTC']);

/** The texts outside of every translated text that the backend did not say either. */
function untranslated(container: HTMLElement): string[] {
  const told = toldWords();
  const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT);
  const found: string[] = [];
  let depth = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent ?? '';
    const inside = depth > 0 || text.includes(PSEUDO.begin);
    depth += text.split(PSEUDO.begin).length - text.split(PSEUDO.end).length;
    const aside = node.parentElement?.closest('style, output, time');
    if (!inside && !aside && pieces(text).some(piece => !told.has(piece) && !UNITS.has(piece))) found.push(text);
  }
  return found;
}

describe('translations', () => {
  it('has no message that nothing shows', () => {
    const all = sources(__dirname).join('\n');
    const unused = keys().filter(key => {
      const [group] = key.split('.');
      const computed = all.includes(`t(\`${group}.$\{`);
      return !computed && !all.includes(`'${key}'`);
    });
    expect(keys().length).toBeGreaterThan(100);
    expect(unused).toEqual([]);
  });

  it('covers every word of the pipelines page: in a longer language each is marked', async () => {
    const { container } = renderPage(<PipelinesPage />, {
      api: new FakeDataPipelinesApi(),
      translation: pseudoTranslation(mockApis.translation()),
    });
    await screen.findByText(factoryTelemetry.summary.health.cause);
    expect(container.textContent).toContain(PSEUDO.begin);
    expect(untranslated(container)).toEqual([]);
  });

  it.each(['/', '/?view=volumes', '/?view=operations'])('covers every word of the Data tab at %s', async at => {
    const entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'System',
      metadata: { name: 'factory-telemetry', namespace: 'default' },
      spec: { type: 'data-pipeline' },
    };
    const { container } = renderPage(<DataTab />, {
      api: new FakeDataPipelinesApi(),
      entity,
      at,
      translation: pseudoTranslation(mockApis.translation()),
    });
    await screen.findAllByText(factoryTelemetry.summary.health.cause);
    expect(untranslated(container)).toEqual([]);
  });

  it('covers every word of the dialog that expands', async () => {
    renderPage(<DataTab />, {
      api: new FakeDataPipelinesApi(),
      entity: { apiVersion: 'backstage.io/v1alpha1', kind: 'System', metadata: { name: 'factory-telemetry' }, spec: { type: 'data-pipeline' } },
      at: '/?view=volumes&dialog=expand&of=telemetry',
      translation: pseudoTranslation(mockApis.translation()),
    });
    await screen.findByText('190Gi each');
    expect(untranslated(screen.getByRole('dialog'))).toEqual([]);
  });

  it('covers every word of the page of an operation', async () => {
    const api = new FakeDataPipelinesApi();
    api.operations = [
      operation({ pause: { state: 'held', since: '2026-11-20T14:31:39Z', limitSeconds: 20, resumeBy: '2026-11-20T14:31:59Z' } }),
    ];
    const { container } = renderPage(
      <Routes>
        <Route path="/data-pipelines/operations/:id" element={<OperationPage />} />
      </Routes>,
      { api, at: '/data-pipelines/operations/op-7f3a9c', translation: pseudoTranslation(mockApis.translation()) },
    );
    await screen.findByRole('link', { name: 'telemetry' });
    expect(untranslated(container)).toEqual([]);
  });

  it('covers every word of the recovery points with a point in full, of the schedules, and of what is left over', async () => {
    const api = new FakeDataPipelinesApi();
    api.recoveryPoints = pointList();
    api.schedules = storySchedules;
    api.leftovers = { items: [...storyLeftovers] };
    const { container } = renderPage(<DataTab />, {
      api,
      entity: { apiVersion: 'backstage.io/v1alpha1', kind: 'System', metadata: { name: 'factory-telemetry' }, spec: { type: 'data-pipeline' } },
      at: '/?view=points&point=rp-good',
      translation: pseudoTranslation(mockApis.translation()),
    });
    await screen.findByText('machine.readings');
    await screen.findByText(storySchedules.items[0].words);
    await screen.findByText('content-alone', { exact: false });
    expect(untranslated(container)).toEqual([]);
  });

  it.each(['point', 'where&where=in-place', 'what', 'plan'])('covers every word of the restore at step %s', async step => {
    const api = new FakeDataPipelinesApi();
    api.recoveryPoints = pointList();
    api.plan = dataPlanFor;
    const { container } = renderPage(
      <Routes>
        <Route path="/data-pipelines/restore/:point" element={<RestorePage />} />
      </Routes>,
      { api, at: `/data-pipelines/restore/rp-partial?missing=accepted&step=${step}`, translation: pseudoTranslation(mockApis.translation()) },
    );
    await screen.findByText(factoryTelemetry.summary.health.cause);
    if (step === 'plan') await screen.findByText('3 VolumeSnapshots');
    if (step === 'point') await screen.findAllByText('velero');
    expect(untranslated(container)).toEqual([]);
  });
});
