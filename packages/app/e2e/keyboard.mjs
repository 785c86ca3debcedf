import assert from 'node:assert/strict';

/** What has the focus, in words, and whether it can be seen. */
const focused = page => page.evaluate(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return { name: '', role: 'body', seen: true };
  const box = at.getBoundingClientRect();
  const label = at.getAttribute('aria-label') ?? at.labels?.[0]?.innerText ?? at.innerText;
  return {
    name: (label ?? '').trim().replace(/\s+/g, ' ').slice(0, 80),
    role: at.getAttribute('role') ?? at.tagName.toLowerCase(),
    // small controls are drawn by what is around them, so that their own box may be without paint but never without size
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 && box.top < window.innerHeight && box.left < window.innerWidth,
  };
});

const has = target => target.evaluate(element => element === document.activeElement);

/**
 * Presses the key until the target has the focus; each stop on the way can be seen.
 *
 * @returns the names of the stops, in order
 * @throws Error with the stops, where the target is not among the next `most`
 */
export async function tabTo(page, target, { key = 'Tab', most = 80 } = {}) {
  await target.first().waitFor();
  const stops = [];
  while (!(await has(target.first()))) {
    assert.ok(stops.length < most, `not reached by ${key}: ${target}; passed ${stops.join(' | ')}`);
    await page.keyboard.press(key);
    const { name, role, seen } = await focused(page);
    assert.ok(seen, `the focus cannot be seen on ${role} "${name}"`);
    stops.push(name || role);
  }
  return stops;
}

/** Goes to the target by Tab and presses it. */
export async function pressOn(page, target, { key = 'Enter', ...way } = {}) {
  const stops = await tabTo(page, target, way);
  await page.keyboard.press(key);
  return stops;
}

/** Fails unless the names come in this order among the stops. */
export function assertOrder(stops, names) {
  const places = names.map(name => stops.findIndex(stop => name.test(stop)));
  assert.ok(places.every((place, index) => place >= 0 && (index === 0 || place > places[index - 1])), `${names.join(', ')} are not in this order in ${stops.join(' | ')}`);
}

/** Fails unless Tab, and Shift+Tab back, stay in the dialog; once around, the focus is where Tab came first. */
export async function assertTrapped(page, dialog, { most = 60 } = {}) {
  // the frame around the dialog takes the focus first where no field does, and is no stop of Tab
  const inside = () => dialog.evaluate(element => element.parentElement.contains(document.activeElement));
  const press = async key => {
    await page.keyboard.press(key);
    const at = await focused(page);
    assert.ok(await inside(), `${key} leaves the dialog to ${at.role} "${at.name}"`);
    return at.name;
  };
  assert.ok(await inside(), `the dialog opens with the focus elsewhere: ${JSON.stringify(await focused(page))}`);
  const stops = [await press('Tab')];
  const first = await page.evaluateHandle(() => document.activeElement);
  const isFirst = () => first.evaluate(element => element === document.activeElement);
  const around = async key => {
    const passed = [];
    do {
      passed.push(await press(key));
      assert.ok(passed.length < most, `${key} does not come around: ${passed.join(' | ')}`);
    } while (!(await isFirst()));
    return passed;
  };
  stops.push(...(await around('Tab')));
  await around('Shift+Tab');
  return stops;
}
