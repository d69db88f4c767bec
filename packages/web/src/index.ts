/**
 * web: pages for people. Pure functions from facts to HTML; the dashboard will stand here and speak only the admin API.
 */
export { renderWelcomePage } from './welcome-page.ts';
