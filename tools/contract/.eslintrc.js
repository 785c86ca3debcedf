module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  // Never bundled, so that files may be found beside the source.
  rules: { 'no-restricted-syntax': 'off' },
});
