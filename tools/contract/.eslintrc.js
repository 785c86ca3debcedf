module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      // The cases are functions here; the suites make them tests.
      files: [
        'src/cases/*.ts',
        'src/csi/*.ts',
        'src/operations/**/*.ts',
        'src/expectFailure.ts',
        'src/*Suite.ts',
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
