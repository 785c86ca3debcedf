import { screen } from '@testing-library/react';
import { ResponseError } from '@backstage/errors';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { planFor } from '../__testUtils__/operations';
import { renderPage } from '../__testUtils__/renderPage';
import { PenstockRoot } from '../parts/PenstockRoot';
import { PlanChanged } from './PlanChanged';

const plan = planFor({ kind: 'expand', element: 'telemetry', size: '200Gi' });
const body = { error: { name: 'ConflictError', message: 'The plan has changed', code: 'PLAN_CHANGED', cause: 'broker-3 has joined.' }, response: { statusCode: 409 } };

describe('a plan that has changed', () => {
  it('says what the server says of it until the new plan is there to be compared', async () => {
    const error = await ResponseError.fromResponse(new Response(JSON.stringify(body), { status: 409, headers: { 'content-type': 'application/json' } }));
    renderPage(
      <PenstockRoot>
        <PlanChanged before={plan} after={undefined} error={error} />
      </PenstockRoot>,
      { api: new FakeDataPipelinesApi() },
    );
    expect(await screen.findByRole('alert')).toHaveTextContent('broker-3 has joined.');
  });
});
