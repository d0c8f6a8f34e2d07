/** @type {import('next').NextConfig} */
export default {
  // Native modules, and what finds files beside itself.
  serverExternalPackages: ['@prisma/adapter-better-sqlite3', 'better-sqlite3', 'koffi', 'pino'],
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` type-checks everything; a start on a small machine need not do it again.
  typescript: { ignoreBuildErrors: true },
  // A page is loaded when it is first asked for: hosts, who wait for the array after a crash, don't wait for pages too.
  experimental: { preloadEntriesOnStart: false },
}
