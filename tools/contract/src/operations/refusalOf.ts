import { ResponseError } from '@backstage/errors';

/** The status and the code of the refusal that the product must answer. @throws Error when it does what it is asked */
export async function refusalOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    const { error: said } = error.body;
    return `${error.response.status} ${'code' in said ? String(said.code) : said.name}`;
  }
  throw new Error('The product did what it should have refused.');
}
