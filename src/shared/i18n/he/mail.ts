export { default } from '../en/mail.ts';
