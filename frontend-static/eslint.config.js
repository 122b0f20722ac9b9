import js from '@eslint/js'
import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/components.d.ts', 'src/shared/api/schema.d.ts'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue', '**/*.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      'no-undef': 'off',
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['warn', { html: { void: 'always' } }],
      'vue/first-attribute-linebreak': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-indent': ['warn', 2],
      'vue/require-default-prop': 'off',
      'vue/attributes-order': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      // A style attribute written in a template may be refused by the content security policy.
      'vue/no-static-inline-styles': 'error',
    },
  },
  { files: ['public/*.js'], languageOptions: { globals: { localStorage: 'readonly', matchMedia: 'readonly', document: 'readonly' } } },
  { files: ['scripts/*.mjs', 'journeys/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly', fetch: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly', document: 'readonly' } } },
  // Features stand side by side; what two of them need is in shared.
  {
    files: ['src/shared/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['@/features/*', '**/features/**'] }] },
  },
  // Pages and parts reach the server through their feature's api.ts only.
  {
    files: ['src/features/*/pages/**', 'src/features/*/parts/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: [{ name: '@/shared/api/client', message: 'Call the feature’s api.ts.' }] }],
      'no-restricted-globals': ['error', 'fetch'],
    },
  },
)
