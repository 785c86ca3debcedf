module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      // The cases are functions here; contractSuite.ts makes them tests.
      files: [
        'src/cases/*.ts',
        'src/expectFailure.ts',
        'src/contractSuite.ts',
        'src/elementsSuite.ts',
      ],
      rules: {
        'jest/no-standalone-expect': 'off',
        'jest/expect-expect': 'off',
        'jest/no-export': 'off',
        'jest/valid-title': 'off',
      },
    },
  ],
});
