import { DirectionProvider, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@mantine/core/styles.css';
import commonEn from '../../../src/shared/i18n/en/common.ts';
import commonHe from '../../../src/shared/i18n/he/common.ts';
import '../base.css';
import './app.css';
import { loadSentences, locale } from '../i18n/index.tsx';
import { queryClient } from './queries.ts';
import { router } from './router.tsx';
import { buildTheme, cssVariables } from './theme.ts';

// The screens' sentences are fetched in the reader's language only: there are many.
const screens =
  locale === 'he'
    ? await import('../../../src/shared/i18n/he/screens.ts')
    : await import('../../../src/shared/i18n/en/screens.ts');
loadSentences(locale === 'he' ? commonHe : commonEn, screens.default);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <DirectionProvider>
      <MantineProvider theme={buildTheme()} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  </StrictMode>,
);
