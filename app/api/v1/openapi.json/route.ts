import manifest from '@/package.json'
import { openApiDocument } from '@/server/rest/openapi'

export const dynamic = 'force-dynamic'
export function GET(): Response {
  return Response.json(openApiDocument(manifest.version))
}
