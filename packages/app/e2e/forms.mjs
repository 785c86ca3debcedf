/** The field of a form by its label, whatever its kind; the sidebar has links of the same words. */
const form = page => page.locator('main form, form').last();

/** Fills a text field. */
export const fill = (page, label, value) => form(page).getByRole('textbox', { name: label }).fill(value);

/** Chooses a radio button. */
export const choose = (page, label) => form(page).getByRole('radio', { name: label }).check();

/** Chooses the owner in the catalog's own picker. */
export async function chooseOwner(page, name) {
  await form(page).getByLabel(/^Owner/).first().fill(name);
  await page.getByRole('option', { name: new RegExp(name, 'i') }).first().click();
}

/** Fills the first page, which every template has. */
export async function fillWhere(page, { pipeline, name, owner, cluster, namespace }) {
  await fill(page, /^Pipeline/, pipeline);
  await fill(page, /^Name of this/, name);
  await chooseOwner(page, owner);
  await choose(page, new RegExp(cluster));
  await form(page).getByLabel(/^Namespace/).first().fill(namespace);
}

/** Goes to the next page of the form; waits until `ready` is there. */
export async function next(page, ready, button = 'Next') {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByText(ready).first().waitFor();
}
