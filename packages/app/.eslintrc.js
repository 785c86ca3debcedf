module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      // The browser journeys are Node scripts, no part of the bundle, and start the demo as `npm start` does.
      files: ['e2e/*.mjs'],
      env: { node: true, browser: true },
      rules: {
        'no-restricted-imports': 'off',
        '@backstage/no-relative-monorepo-imports': 'off',
        'no-loop-func': 'off',
        '@typescript-eslint/no-shadow': 'off',
      },
    },
  ],
});
