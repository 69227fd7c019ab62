import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
  Modal,
  PasswordInput,
  TextInput,
} from '@mantine/core';
import { t } from '../i18n/index.tsx';

// Mantine wants ten shades; what is drawn comes from tokens.css, through the resolver and the components below.
const accent: MantineColorsTuple = [
  '#e4f2ef',
  '#cfe7e2',
  '#a3d3ca',
  '#73bdb1',
  '#4ea99b',
  '#2f9486',
  '#0b6b60',
  '#0a6157',
  '#08564d',
  '#064a42',
];

// A hint belongs before the box it is about, so that it is read before typing.
const inputWrapperOrder: ('label' | 'description' | 'input' | 'error')[] = ['label', 'description', 'input', 'error'];

/** Made once the sentences are there. */
export const buildTheme = () =>
  createTheme({
    colors: { accent },
    primaryColor: 'accent',
    fontFamily: 'var(--font)',
    fontFamilyMonospace: 'var(--font-mono)',
    defaultRadius: 'var(--radius)',
    cursorType: 'pointer',
    respectReducedMotion: true,
    components: {
      Button: Button.extend({
        defaultProps: { size: 'md' },
        vars: (_, { size = 'md', variant = 'filled' }) => ({
          root: {
            // Smaller ones, in rows of lists, are still high enough for a finger.
            '--button-height': size === 'md' ? 'var(--control)' : '2.25rem',
            ...(variant === 'filled' && {
              '--button-bg': 'var(--accent)',
              '--button-hover': 'var(--accent-hover)',
              '--button-color': 'var(--on-accent)',
            }),
          },
        }),
      }),
      Checkbox: { defaultProps: { size: 'md' } },
      Radio: { defaultProps: { size: 'md' } },
      Input: Input.extend({ vars: () => ({ wrapper: { '--input-height': 'var(--control)' } }) }),
      TextInput: TextInput.extend({ defaultProps: { size: 'md', inputWrapperOrder } }),
      // Named only, not imported: each screen brings the fields it uses.
      Textarea: { defaultProps: { size: 'md', inputWrapperOrder, autosize: true, minRows: 2 } },
      Select: { defaultProps: { size: 'md', inputWrapperOrder } },
      NativeSelect: { defaultProps: { size: 'md', inputWrapperOrder } },
      MultiSelect: { defaultProps: { size: 'md', inputWrapperOrder } },
      NumberInput: { defaultProps: { size: 'md', inputWrapperOrder } },
      Modal: Modal.extend({
        defaultProps: {
          size: 'lg',
          radius: 'var(--radius-card)',
          closeButtonProps: { 'aria-label': t('dialog.close') },
        },
      }),
      PasswordInput: PasswordInput.extend({
        defaultProps: {
          size: 'md',
          inputWrapperOrder,
          // Mantine leaves the eye out of the keyboard's path.
          visibilityToggleButtonProps: { tabIndex: 0, 'aria-label': t('password.show_it') },
        },
      }),
    },
  });

export const cssVariables: CSSVariablesResolver = () => {
  const both = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-soft)',
    '--mantine-color-error': 'var(--danger)',
    '--mantine-color-default-border': 'var(--line-field)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--sunken)',
    // The greys that fields are drawn with, which have no names of their own.
    '--mantine-color-gray-4': 'var(--line-field)',
    '--mantine-color-dark-4': 'var(--line-field)',
    '--mantine-color-dark-6': 'var(--surface)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-primary-color-filled': 'var(--accent)',
  };
  return { variables: {}, light: both, dark: both };
};
