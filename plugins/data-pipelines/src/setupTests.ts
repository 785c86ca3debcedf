import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';
import { toHaveNoViolations } from 'jest-axe';

expect.extend(toHaveNoViolations);

// Whole pages with axe: on a busy machine they take longer than the defaults allow.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 15_000 });
