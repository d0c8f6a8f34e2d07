/** @type {import('next').NextConfig} */
export default {
  // Native modules, and what finds files beside itself.
  serverExternalPackages: ['@prisma/adapter-better-sqlite3', 'better-sqlite3', 'koffi', 'pino'],
  poweredByHeader: false,
  reactStrictMode: true,
  // Messages come compiled, see server/messages/messages.ts: nothing parses them.
  turbopack: { resolveAlias: { 'use-intl/format-message': 'use-intl/format-message/format-only' } },
  // `npm run check` type-checks everything; a start on a small machine need not do it again.
  typescript: { ignoreBuildErrors: true },
}
