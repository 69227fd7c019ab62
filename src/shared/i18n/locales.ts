/** The languages Usher speaks. */
export const locales = ['en', 'he'] as const;
export type Locale = (typeof locales)[number];
export const isLocale = (text: unknown): text is Locale => locales.includes(text as Locale);
export const direction = (locale: Locale): 'ltr' | 'rtl' => (locale === 'he' ? 'rtl' : 'ltr');
