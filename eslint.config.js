import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'src/kernels/generated/', 'src/kernels/assembly/', 'src/report/html/generated/', 'node_modules/'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  }, {
    // The script of pages: names of models, which it shows, stay text.
    files: ['src/report/html/browser/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', { selector: 'MemberExpression[property.name=/^((inner|outer)HTML|insertAdjacentHTML|srcdoc|write|writeln|setHTMLUnsafe|createContextualFragment)$/]', message: 'Text is put into elements as text alone.' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
    },
  },
);
